/** What the figures of the fail-over benchmark mean. */
@NullMarked
package com.orocloud.e2e.failover;

import org.jspecify.annotations.NullMarked;
