/** Tests of rules and promises. */
@NullMarked
package com.orocloud.failover.names;

import org.jspecify.annotations.NullMarked;
