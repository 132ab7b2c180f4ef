package com.orocloud.failover.region;

/**
 * A place that is expected to look at regions.
 *
 * @param name its source in topics.yaml
 * @param network whose failure it shares; agreement of one network alone is none
 */
public record VantagePoint(String name, String network) {}
