package com.orocloud.notification;

import static com.orocloud.notification.SampleNotices.LETTER;
import static com.orocloud.notification.SampleNotices.NOON;
import static com.orocloud.notification.SampleNotices.TWO_RELAYS;
import static com.orocloud.notification.SampleNotices.dispatched;
import static com.orocloud.notification.SampleNotices.label;
import static com.orocloud.notification.SampleNotices.queued;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.Channel;
import com.orocloud.events.NotificationDelivered;
import com.orocloud.events.NotificationDispatched;
import com.orocloud.events.NotificationFailed;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Ignored;
import com.orocloud.notification.Handover.NotNow;
import com.orocloud.notification.Handover.Refused;
import com.orocloud.notification.Handover.Taken;
import com.orocloud.notification.Handover.Tries;
import com.orocloud.notification.Handover.Unaddressable;
import com.orocloud.notification.Notice.Dead;
import com.orocloud.notification.Notice.Delivered;
import com.orocloud.notification.Notice.Dispatched;
import com.orocloud.notification.Notice.Label;
import com.orocloud.notification.Notice.Queued;
import com.orocloud.notification.Notice.Unreached;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoticeTest {

    private static final Label MANDATORY = label(true, null);

    @Test
    void aPersonIsToldOfAnEventOnce() {
        assertThat(Notice.queued(null, MANDATORY, LETTER))
                .isEqualTo(Outcome.applied(new Queued(MANDATORY, LETTER, Tries.NONE, NOON)));
        for (Notice known : SampleNotices.oneInEachState()) {
            assertThat(Notice.queued(known, MANDATORY, LETTER)).isInstanceOf(Ignored.class);
        }
    }

    @Test
    void thatARelayIsAboutToBeCalledIsCommittedFirst() {
        assertThat(Notice.dispatched(queued(MANDATORY), "first:25", NOON))
                .isEqualTo(Outcome.applied(
                        new Dispatched(MANDATORY, LETTER, Tries.NONE, "first:25", NOON),
                        new NotificationDispatched(
                                Events.unstamped(),
                                "acme-prod",
                                MANDATORY.id(),
                                MANDATORY.subjectEventId(),
                                "dns-action",
                                Channel.EMAIL,
                                MANDATORY.role(),
                                MANDATORY.recipientHash(),
                                "first:25",
                                1)));
    }

    @Test
    void whatARelayTookIsDeliveredAndTheLetterIsErased() {
        Instant later = NOON.plusMillis(750);
        assertThat(Notice.handedOver(under("first:25"), new Taken(), later, TWO_RELAYS))
                .isEqualTo(Outcome.applied(
                        new Delivered(MANDATORY, "first:25", 1, later),
                        new NotificationDelivered(
                                Events.unstamped(), "acme-prod", MANDATORY.id(), Channel.EMAIL, "first:25", 750L)));
    }

    @Test
    void aRelayThatIsAwayMeansTheNextRelayAtOnceAndAPauseAfterTheLast() {
        assertThat(state(Notice.handedOver(under("first:25"), new NotNow("away"), NOON, TWO_RELAYS)))
                .isEqualTo(new Queued(MANDATORY, LETTER, new Tries(1, List.of("first:25"), List.of()), NOON));
        var second = dispatched(MANDATORY, new Tries(1, List.of("first:25"), List.of()), "second:25");
        assertThat(state(Notice.handedOver(second, new NotNow("away"), NOON, TWO_RELAYS)))
                .isEqualTo(new Queued(MANDATORY, LETTER, new Tries(2, List.of(), List.of()), NOON.plusSeconds(5)));
    }

    @Test
    void pausesGrowToTheirLimitAndNeverOverflow() {
        for (int count : new int[] {1, 3, 5, 7, 101, 100_001}) {
            var later = dispatched(MANDATORY, new Tries(count, List.of("first:25"), List.of()), "second:25");
            Notice next = state(Notice.handedOver(later, new NotNow("away"), NOON, TWO_RELAYS));
            assertThat(Duration.between(NOON, ((Queued) next).notBefore()))
                    .isBetween(Duration.ofSeconds(5), Duration.ofMinutes(5));
        }
    }

    @Test
    void oneRelaysNoIsNotYetANo() {
        assertThat(state(Notice.handedOver(under("first:25"), new Refused(550), NOON, TWO_RELAYS)))
                .isEqualTo(new Queued(MANDATORY, LETTER, new Tries(1, List.of(), List.of("first:25")), NOON));
    }

    @Test
    void whatEveryRelayRefusesIsGivenUpAndTold() {
        var second = dispatched(MANDATORY, new Tries(1, List.of(), List.of("first:25")), "second:25");
        var outcome = (Applied<Notice>) Notice.handedOver(second, new Refused(550), NOON, TWO_RELAYS);
        assertThat(outcome.state()).isInstanceOf(Unreached.class);
        assertThat(outcome.emitted()).singleElement().isInstanceOfSatisfying(NotificationFailed.class, failed -> {
            assertThat(failed.getFailure().getCode()).isEqualTo("REFUSED");
            assertThat(failed.getFailure().getAttempt()).isEqualTo(2);
        });
    }

    @Test
    void onlyWhatSomebodyMustKnowGoesToOperations() {
        Label optional = label(false, null);
        var outcome =
                Notice.handedOver(dispatched(optional, Tries.NONE, "first:25"), new Unaddressable(), NOON, TWO_RELAYS);
        assertThat(state(outcome)).isEqualTo(new Dead(optional, "BAD_ADDRESS", NOON));
    }

    @Test
    void whatWouldBeUntrueByNowIsNotSent() {
        Label expiring = label(true, NOON.plusSeconds(60));
        assertThat(expiring.isExpired(NOON.plusSeconds(59))).isFalse();
        assertThat(expiring.isExpired(NOON.plusSeconds(60))).isTrue();
        assertThat(state(Notice.expired(queued(expiring), NOON.plusSeconds(60))))
                .isInstanceOfSatisfying(
                        Unreached.class,
                        unreached -> assertThat(unreached.code()).isEqualTo("EXPIRED"));
        var under = dispatched(expiring, Tries.NONE, "first:25");
        assertThat(state(Notice.handedOver(under, new NotNow("away"), NOON.plusSeconds(61), TWO_RELAYS)))
                .isInstanceOf(Unreached.class);
        assertThat(state(Notice.handedOver(under, new Taken(), NOON.plusSeconds(61), TWO_RELAYS)))
                .as("what was taken was taken")
                .isInstanceOf(Delivered.class);
    }

    @Test
    void nothingIsTriedForEver() {
        Instant tomorrow = NOON.plus(Duration.ofHours(24)).plusSeconds(1);
        assertThat(state(Notice.handedOver(under("first:25"), new NotNow("away"), tomorrow, TWO_RELAYS)))
                .isInstanceOfSatisfying(
                        Unreached.class,
                        unreached -> assertThat(unreached.code()).isEqualTo("NO_RELAY"));
    }

    @Test
    void noLetterAndNoAddressSurvivesTheEnd() {
        for (Notice each : SampleNotices.oneInEachState()) {
            if (!(each instanceof Queued || each instanceof Dispatched)) {
                assertThat(each.toString()).doesNotContain("letter", "jane", "Hello");
            }
        }
    }

    private static Dispatched under(String relay) {
        return dispatched(MANDATORY, Tries.NONE, relay);
    }

    private static Notice state(Outcome<Notice> outcome) {
        return ((Applied<Notice>) outcome).state();
    }
}
