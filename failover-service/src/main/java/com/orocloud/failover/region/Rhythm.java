package com.orocloud.failover.region;

import java.time.Duration;

/**
 * How regularly a target answers one vantage point, and so how odd a silence is: the phi-accrual suspicion of
 * Hayashibara and others (2004). A phi of 8 means that a silence this long happens by chance once in 100 million.
 *
 * <p>Mean and variance are kept with exponential forgetting, so that they can be stored with every report. The tail of
 * the normal distribution is the usual logistic approximation, computed in logarithms because it underflows.
 *
 * @param intervals between answers that were counted
 */
record Rhythm(long intervals, double meanMillis, double varianceMillis) {

    static final Rhythm UNKNOWN = new Rhythm(0, 0, 0);

    /** Weight of a new interval: about the last hundred count. */
    private static final double WEIGHT = 0.02;

    private static final double FEWEST_DEVIATION_MILLIS = 1000;
    private static final double FEWEST_DEVIATION_SHARE = 0.25;

    Rhythm after(Duration interval) {
        double millis = interval.toMillis();
        if (intervals == 0) {
            return new Rhythm(1, millis, 0);
        }
        double difference = millis - meanMillis;
        double step = WEIGHT * difference;
        return new Rhythm(intervals + 1, meanMillis + step, (1 - WEIGHT) * (varianceMillis + difference * step));
    }

    /** 0 while nothing is known. */
    double phi(Duration silence) {
        if (intervals == 0) {
            return 0;
        }
        double deviation = Math.max(
                Math.sqrt(varianceMillis), Math.max(FEWEST_DEVIATION_MILLIS, meanMillis * FEWEST_DEVIATION_SHARE));
        double y = (silence.toMillis() - meanMillis) / deviation;
        double exponent = y * (1.5976 + 0.070566 * y * y);
        // log10(1 + e^exponent), which is the exponent itself once it is large
        return exponent > 30 ? exponent / Math.log(10) : Math.log10(1 + Math.exp(exponent));
    }
}
