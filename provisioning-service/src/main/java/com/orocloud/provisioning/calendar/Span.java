package com.orocloud.provisioning.calendar;

import java.time.Duration;
import java.time.Instant;

/** A stretch of time; its end is not part of it. */
public record Span(Instant startsAt, Instant endsAt) {

    public Duration length() {
        return Duration.between(startsAt, endsAt);
    }

    public boolean covers(Span other) {
        return !other.startsAt.isBefore(startsAt) && !other.endsAt.isAfter(endsAt);
    }

    public boolean overlaps(Span other) {
        return startsAt.isBefore(other.endsAt) && other.startsAt.isBefore(endsAt);
    }
}
