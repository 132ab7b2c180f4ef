/** Tests of rules and promises. */
@NullMarked
package com.orocloud.failover.region;

import org.jspecify.annotations.NullMarked;
