package com.orocloud.notification;

import com.orocloud.events.ContactRole;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.EffectId;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
import com.orocloud.notification.Notice.Dead;
import com.orocloud.notification.Notice.Delivered;
import com.orocloud.notification.Notice.Dispatched;
import com.orocloud.notification.Notice.Label;
import com.orocloud.notification.Notice.Patience;
import com.orocloud.notification.Notice.Queued;
import com.orocloud.notification.Notice.Unreached;
import com.orocloud.notification.Story.Detail;
import com.orocloud.notification.Story.OperationsAlert;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

/**
 * Sends what waits. That a relay is about to be called is committed first; the call itself is made under a lease, by
 * whoever finds the notice dispatched, be it after a crash.
 */
@Component
class NoticeSweep implements Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(NoticeSweep.class);

    /** Longer than the slowest conversation with a relay. */
    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final int BATCH = 20;

    private final StateTable<Notice> notices;
    private final Transitions transitions;
    private final Relays relays;
    private final Letters letters;
    private final NotificationSettings settings;
    private final Clock clock;
    private final Patience patience;

    NoticeSweep(
            StateTable<Notice> notices,
            Transitions transitions,
            Relays relays,
            Letters letters,
            NotificationSettings settings,
            Clock clock) {
        this.notices = notices;
        this.transitions = transitions;
        this.relays = relays;
        this.letters = letters;
        this.settings = settings;
        this.clock = clock;
        this.patience =
                new Patience(relays.count(), settings.retryPause(), settings.retryPauseMax(), settings.keepTrying());
    }

    @Override
    public String name() {
        return "notices";
    }

    @Override
    public void run() {
        claim(Queued.class).forEach(this::moveOn);
        claim(Dispatched.class).forEach(this::moveOn);
        claim(Unreached.class).forEach(this::moveOn);
    }

    private List<Stored<Notice>> claim(Class<? extends Notice> state) {
        return notices.claim(settings.instance(), LEASE, BATCH, state);
    }

    private void moveOn(Stored<Notice> stored) {
        Label label = stored.state().label();
        try (var _ = MDC.putCloseable("environment", label.environmentId());
                var _ = MDC.putCloseable("correlation", stored.correlationId().toString())) {
            switch (stored.state()) {
                case Queued queued -> dispatch(stored, queued);
                case Dispatched dispatched -> send(stored, dispatched);
                case Unreached unreached -> tellOperations(stored, unreached);
                case Delivered _, Dead _ -> throw new IllegalStateException("nothing to do for " + label.id());
            }
        }
    }

    private void dispatch(Stored<Notice> stored, Queued queued) {
        Instant now = clock.instant();
        if (queued.label().isExpired(now)) {
            transitions.apply(notices, stored.id(), cause(stored), current -> Notice.expired(current, now));
        } else if (queued.notBefore().isAfter(now)) {
            notices.release(stored.id(), settings.instance(), queued.notBefore());
        } else {
            String relay = relays.next(queued.label(), queued.tries());
            transitions.apply(notices, stored.id(), cause(stored), current -> Notice.dispatched(current, relay, now));
        }
    }

    private void send(Stored<Notice> stored, Dispatched dispatched) {
        Label label = dispatched.label();
        CrashPoint.hit("notification.notice.before-send");
        Handover result = relays.hand(dispatched.relay(), label, dispatched.letter());
        Instant now = clock.instant();
        LOG.info("{} to {}: {} by {}", label.template(), label.role(), result, dispatched.relay());
        transitions.apply(
                notices, stored.id(), cause(stored), current -> Notice.handedOver(current, result, now, patience));
    }

    private void tellOperations(Stored<Notice> stored, Unreached unreached) {
        Label label = unreached.label();
        LOG.error("{} was not delivered to {}: {}", label.template(), label.role(), unreached.why());
        var operations = new Person(ContactRole.OPERATIONS, "Operations", settings.operations(), null);
        var alert = new OperationsAlert(
                "somebody was not told",
                "The mail \"" + label.template() + "\" to the " + label.role() + " was not delivered: "
                        + unreached.why() + ".",
                "Reach them another way, now.",
                List.of(new Detail("Notice", label.id().toString()), new Detail("Code", unreached.code())));
        var id = EffectId.of(label.id(), operations.hash(), "undelivered");
        var about = new Label(
                id,
                label.subjectEventId(),
                label.story(),
                label.environmentId(),
                alert.template(),
                ContactRole.OPERATIONS,
                operations.hash(),
                false,
                label.exercise(),
                unreached.at(),
                null);
        Letter letter = letters.write(alert, label.environmentId(), label.exercise(), operations);
        transitions.apply(notices, id.toString(), cause(stored), current -> Notice.queued(current, about, letter));
        CrashPoint.hit("notification.notice.before-dead");
        transitions.apply(
                notices, stored.id(), cause(stored), current -> Notice.operationsTold(current, clock.instant()));
    }

    private static Cause cause(Stored<Notice> stored) {
        Label label = stored.state().label();
        Cause own = Cause.of(stored);
        return new Cause(own.tenantId(), own.correlationId(), label.subjectEventId(), own.actor(), label.exercise());
    }
}
