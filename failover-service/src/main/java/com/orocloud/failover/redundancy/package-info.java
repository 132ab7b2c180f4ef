/**
 * Whether the components of a site have all their nodes. Start with {@code Redundancy}, then {@code RedundancySweep},
 * which looks, and {@code NodeProbes}, which asks.
 */
@NullMarked
package com.orocloud.failover.redundancy;

import org.jspecify.annotations.NullMarked;
