package com.orocloud.backup.retention;

import java.time.Duration;
import java.time.Period;

/**
 * How long the backups of one kind of environment are kept.
 *
 * @param scheduled whether backups are taken every hour
 * @param hourly age up to which every scheduled point is kept, that age itself excluded
 * @param weekly how many Sundays keep a point
 * @param monthly how many months keep the point of their last Sunday
 * @param copies which scheduled backups are copied out of the region
 * @param pointInTime whether one backup a day takes the whole cluster and its log is stored after it, for restores to
 *     any second
 * @param manual age up to which a backup that somebody asked for is kept, in calendar units of the environment's zone
 */
public record Policy(
        String name,
        boolean scheduled,
        Copies copies,
        boolean pointInTime,
        Duration hourly,
        int weekly,
        int monthly,
        Period manual) {

    /** What leaves the region. */
    public enum Copies {
        EVERY,
        /** The first usable point of each day in the environment's zone: the least that the contract promises. */
        DAILY
    }

    /** The point that stands for a Sunday must last until that Sunday is over: up to 25 hours before it, and its own 25. */
    private static final Duration HOURLY_MIN = Duration.ofHours(50);

    public Policy {
        if ((weekly > 0 || monthly > 0) && hourly.compareTo(HOURLY_MIN) < 0) {
            throw new IllegalArgumentException(
                    "policy %s must keep hourly points for %d hours at least, to have one for each Sunday"
                            .formatted(name, HOURLY_MIN.toHours()));
        }
        if (hourly.isNegative() || weekly < 0 || monthly < 0 || manual.isNegative()) {
            throw new IllegalArgumentException("policy %s keeps something for less than no time".formatted(name));
        }
    }
}
