/** Tests of rules and promises. */
@NullMarked
package com.orocloud.failover.redundancy;

import org.jspecify.annotations.NullMarked;
