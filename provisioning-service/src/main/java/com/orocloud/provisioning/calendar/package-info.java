/** Times that recur, by an environment's own clock. Start with {@link com.orocloud.provisioning.calendar.RecurringWindow}. */
@NullMarked
package com.orocloud.provisioning.calendar;

import org.jspecify.annotations.NullMarked;
