package com.orocloud.failover.region;

import java.time.Instant;
import java.util.List;

/**
 * What the nodes of all sites in a region show of its zones.
 *
 * @param of the health that was judged
 * @param lost zones none of whose nodes work, sorted; none of them if nothing is lost
 * @param since when the last node of the first of them was lost
 * @param why in words
 */
public record ZoneFinding(RegionHealth of, List<String> lost, Instant since, String why, Instant at) {}
