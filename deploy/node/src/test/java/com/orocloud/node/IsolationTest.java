package com.orocloud.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.node.Postgres.Facts;
import org.junit.jupiter.api.Test;

/** A main is isolated only when everybody is gone, and not for a moment. */
class IsolationTest {

    private static final long LATE = Isolation.PATIENCE.toNanos();

    private static Facts main(boolean waits, boolean hasStandby, boolean isLookedAfter) {
        return new Facts(false, false, "", waits, hasStandby, isLookedAfter);
    }

    private static boolean isolatedAfterLong(Facts facts) {
        var isolation = new Isolation();
        assertThat(isolation.after(facts, 0)).as("at once").isFalse();
        return isolation.after(facts, LATE);
    }

    @Test
    void withoutStandbyAndController() {
        assertThat(isolatedAfterLong(main(true, false, false))).isTrue();
    }

    @Test
    void notWhenTheControlPlaneAloneIsAway() {
        assertThat(isolatedAfterLong(main(true, true, false))).isFalse();
    }

    @Test
    void notWhenTheStandbyAloneIsAway() {
        assertThat(isolatedAfterLong(main(true, false, true))).isFalse();
    }

    @Test
    void notWhenItWasReleasedFromWaiting() {
        assertThat(isolatedAfterLong(main(false, false, false))).isFalse();
    }

    @Test
    void aStandbyIsNeverIsolated() {
        assertThat(isolatedAfterLong(new Facts(true, false, "", true, false, false)))
                .isFalse();
    }

    @Test
    void oneLookStartsTheTimeAnew() {
        var isolation = new Isolation();
        isolation.after(main(true, false, false), 0);
        isolation.after(main(true, false, true), LATE - 1);
        assertThat(isolation.after(main(true, false, false), LATE)).isFalse();
        assertThat(isolation.after(main(true, false, false), 2 * LATE)).isTrue();
        assertThat(isolation.after(main(true, true, false), 2 * LATE + 1))
                .as("found again")
                .isFalse();
    }
}
