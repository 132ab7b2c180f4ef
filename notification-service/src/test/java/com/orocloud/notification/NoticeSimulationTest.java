package com.orocloud.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.ContactRole;
import com.orocloud.events.NotificationDelivered;
import com.orocloud.events.NotificationFailed;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.notification.Handover.NotNow;
import com.orocloud.notification.Handover.Refused;
import com.orocloud.notification.Handover.Taken;
import com.orocloud.notification.Notice.Dead;
import com.orocloud.notification.Notice.Delivered;
import com.orocloud.notification.Notice.Dispatched;
import com.orocloud.notification.Notice.Label;
import com.orocloud.notification.Notice.Patience;
import com.orocloud.notification.Notice.Queued;
import com.orocloud.notification.Notice.Unreached;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many notices through bad days: relays come and go and refuse, the service dies between any two steps and is woken in
 * any order. First everything fails at random, then nothing does, and in the end everyone is told or accounted for.
 */
class NoticeSimulationTest {

    private static final int NOTICES = 12;
    private static final int STORMY_STEPS = 400;
    private static final int CALM_STEPS = 4_000;
    private static final Patience PATIENCE =
            new Patience(3, Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofHours(24));

    static List<Integer> seeds() {
        return IntStream.range(0, Integer.getInteger("seeds", 300)).boxed().toList();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void nobodyIsForgottenAndNobodyIsToldTwiceButForACrash(int seed) {
        var world = new World(new Random(seed));
        for (int step = 0; step < STORMY_STEPS; step++) {
            world.step(true);
            world.check();
        }
        for (int step = 0; step < CALM_STEPS && !world.isQuiet(); step++) {
            world.step(false);
            world.check();
        }
        world.checkTheEnd();
    }

    /** The notices, their relays, the mailboxes and the clock. */
    private static final class World {

        private final Random random;
        private final Map<UUID, Notice> notices = new HashMap<>();
        private final Map<UUID, Integer> inMailbox = new HashMap<>();
        private final Map<UUID, Integer> crashesAfterTaking = new HashMap<>();
        private final List<SpecificRecord> said = new ArrayList<>();
        private final List<UUID> toldOperations = new ArrayList<>();
        private final List<Label> labels;
        private Instant now = SampleNotices.NOON;

        World(Random random) {
            this.random = random;
            this.labels = IntStream.range(0, NOTICES).mapToObj(this::label).toList();
        }

        private Label label(int number) {
            return new Label(
                    new UUID(5, number),
                    new UUID(7, number),
                    new UUID(7, 0),
                    "acme-prod",
                    "recovered",
                    ContactRole.ENVIRONMENT_OWNER,
                    "hash" + number,
                    random.nextBoolean(),
                    false,
                    SampleNotices.NOON,
                    random.nextInt(4) == 0 ? SampleNotices.NOON.plusSeconds(random.nextInt(100_000)) : null);
        }

        void step(boolean stormy) {
            now = now.plusMillis(random.nextInt(stormy ? 20_000 : 60_000));
            Label label = labels.get(random.nextInt(NOTICES));
            switch (notices.get(label.id())) {
                case null -> decide(label, Notice.queued(null, label, SampleNotices.LETTER));
                case Queued queued -> dispatch(label, queued);
                case Dispatched dispatched -> send(label, dispatched, stormy);
                case Unreached unreached -> tellOperations(label, unreached, stormy);
                case Delivered done -> repeat(label, done);
                case Dead done -> repeat(label, done);
            }
        }

        private void dispatch(Label label, Queued queued) {
            if (label.isExpired(now)) {
                decide(label, Notice.expired(queued, now));
            } else if (!queued.notBefore().isAfter(now)) {
                decide(label, Notice.dispatched(queued, relayFor(queued), now));
            }
        }

        private static String relayFor(Queued queued) {
            return IntStream.range(0, PATIENCE.relays())
                    .mapToObj(each -> "relay" + each)
                    .filter(each -> !queued.tries().tried().contains(each)
                            && !queued.tries().refusedBy().contains(each))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("queued with no relay left: " + queued.tries()));
        }

        private void send(Label label, Dispatched dispatched, boolean stormy) {
            Handover result = stormy ? bad() : new Taken();
            if (result instanceof Taken) {
                inMailbox.merge(label.id(), 1, Integer::sum);
            }
            if (stormy && random.nextInt(5) == 0) {
                if (result instanceof Taken) {
                    crashesAfterTaking.merge(label.id(), 1, Integer::sum);
                }
                return; // the service died before it could note the answer
            }
            Outcome<Notice> outcome = Notice.handedOver(dispatched, result, now, PATIENCE);
            decide(label, outcome);
            Notice after = notices.get(label.id());
            assertThat(Notice.handedOver(after, new Taken(), now, PATIENCE))
                    .as("an instance that was slow notes its answer too late")
                    .isInstanceOf(Outcome.Ignored.class);
        }

        private Handover bad() {
            return switch (random.nextInt(6)) {
                case 0 -> new Taken();
                case 1 -> new Refused(550);
                default -> new NotNow("away");
            };
        }

        private void tellOperations(Label label, Unreached unreached, boolean stormy) {
            if (!toldOperations.contains(label.id())) {
                toldOperations.add(label.id());
            }
            if (!stormy || random.nextBoolean()) {
                decide(label, Notice.operationsTold(unreached, now));
            }
        }

        private void repeat(Label label, Notice done) {
            assertThat(Notice.queued(done, label, SampleNotices.LETTER)).isInstanceOf(Outcome.Ignored.class);
        }

        private void decide(Label label, Outcome<Notice> outcome) {
            if (outcome instanceof Applied<Notice>(Notice state, var emitted)) {
                notices.put(label.id(), state);
                said.addAll(emitted);
            }
        }

        void check() {
            for (Label label : labels) {
                int copies = inMailbox.getOrDefault(label.id(), 0);
                assertThat(copies)
                        .as("copies of one message")
                        .isLessThanOrEqualTo(1 + crashesAfterTaking.getOrDefault(label.id(), 0));
                if (notices.get(label.id()) instanceof Delivered) {
                    assertThat(copies).as("delivered means in the mailbox").isPositive();
                }
            }
        }

        boolean isQuiet() {
            return notices.size() == NOTICES
                    && notices.values().stream().allMatch(each -> each instanceof Delivered || each instanceof Dead);
        }

        void checkTheEnd() {
            assertThat(isQuiet()).as("everything ends: " + notices.values()).isTrue();
            for (Label label : labels) {
                Notice end = notices.get(label.id());
                boolean delivered = end instanceof Delivered;
                assertThat(count(NotificationDelivered.class, label)).isEqualTo(delivered ? 1 : 0);
                assertThat(count(NotificationFailed.class, label)).isEqualTo(delivered ? 0 : 1);
                assertThat(toldOperations.contains(label.id())).isEqualTo(!delivered && label.mandatory());
            }
        }

        private long count(Class<? extends SpecificRecord> type, Label label) {
            return said.stream()
                    .filter(type::isInstance)
                    .filter(each -> label.id().equals(each.get(2)))
                    .count();
        }
    }
}
