/** Which instance of this service watches what. Start with {@code Duties}. */
@NullMarked
package com.orocloud.failover.duty;

import org.jspecify.annotations.NullMarked;
