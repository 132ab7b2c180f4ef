/** Tests of rules and promises. */
@NullMarked
package com.orocloud.failover.leadership;

import org.jspecify.annotations.NullMarked;
