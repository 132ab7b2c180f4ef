/** Whether regions are there. Start with {@code RegionHealth}, then {@code RegionRule}, which judges. */
@NullMarked
package com.orocloud.failover.region;

import org.jspecify.annotations.NullMarked;
