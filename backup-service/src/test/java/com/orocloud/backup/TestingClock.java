package com.orocloud.backup;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** The system's clock, set forward, back or to a stop by the test. */
final class TestingClock extends Clock {

    private volatile Duration offset = Duration.ZERO;
    private volatile @Nullable Instant stoppedAt;

    void advance(Duration by) {
        offset = offset.plus(by);
    }

    /** It shows this instant from now on, until it is stopped elsewhere. */
    void stopAt(Instant instant) {
        stoppedAt = instant;
    }

    @Override
    public Instant instant() {
        var stopped = stoppedAt;
        return stopped != null ? stopped : Clock.systemUTC().instant().plus(offset);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("always UTC");
    }
}
