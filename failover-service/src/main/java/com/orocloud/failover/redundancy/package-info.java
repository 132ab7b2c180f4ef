/**
 * Whether a site's components other than its databases have all their nodes. Start with {@code Redundancy}, then
 * {@code RedundancySweep}, which looks.
 */
@NullMarked
package com.orocloud.failover.redundancy;

import org.jspecify.annotations.NullMarked;
