/** What can be set; apart, because all of the service reads it. */
@NullMarked
package com.orocloud.failover.settings;

import org.jspecify.annotations.NullMarked;
