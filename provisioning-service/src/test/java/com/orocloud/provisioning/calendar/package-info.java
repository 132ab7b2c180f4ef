@NullMarked
package com.orocloud.provisioning.calendar;

import org.jspecify.annotations.NullMarked;
