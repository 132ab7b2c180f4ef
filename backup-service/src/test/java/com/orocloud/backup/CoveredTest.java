package com.orocloud.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What several logs cover together. */
class CoveredTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void logsThatMeetAreOneStretchAndAGapIsShown() {
        var broken = journal(0, 10);
        var next = journal(20, 30);
        var meets = journal(30, 40);
        var newest = journal(35, 50);

        assertThat(Covered.by(List.of(newest, meets, next, broken))).containsExactly(covered(20, 50), covered(0, 10));
        assertThat(Covered.by(List.of(journal(20, 30), journal(10, 40))))
                .as("the older one went on for longer")
                .containsExactly(covered(10, 40));
        assertThat(Covered.by(List.of())).isEmpty();
    }

    private static Journal journal(int from, int until) {
        return new Journal.Complete(new UUID(0, from), "acme-prod", at(from), at(until), List.of());
    }

    private static Covered covered(int from, int until) {
        return new Covered(at(from), at(until));
    }

    private static Instant at(int second) {
        return NOON.plusSeconds(second);
    }
}
