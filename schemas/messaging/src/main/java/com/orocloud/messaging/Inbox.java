package com.orocloud.messaging;

import com.orocloud.events.EventMeta;
import com.orocloud.events.catalogue.Topic;
import com.orocloud.events.catalogue.TopicCatalogue;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Deferred;
import com.orocloud.messaging.Outcome.Ignored;
import com.orocloud.messaging.Outcome.Impossible;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Applies one event to one aggregate, once, whatever is delivered how often: the outcome is stored with the state and
 * the emitted events in one transaction, under a lock on the aggregate.
 */
@Component
final class Inbox {

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    private final TransactionTemplate transaction;
    private final InboxTable table;
    private final Transitions transitions;
    private final DeadLetters deadLetters;
    private final TopicCatalogue catalogue;
    private final MessagingSettings settings;
    private final MeterRegistry meters;
    private final Clock clock;

    Inbox(
            TransactionTemplate transaction,
            InboxTable table,
            Transitions transitions,
            DeadLetters deadLetters,
            TopicCatalogue catalogue,
            MessagingSettings settings,
            MeterRegistry meters,
            Clock clock) {
        this.transaction = transaction;
        this.table = table;
        this.transitions = transitions;
        this.deadLetters = deadLetters;
        this.catalogue = catalogue;
        this.settings = settings;
        this.meters = meters;
        this.clock = clock;
    }

    /** Hears a record that was just delivered. */
    <E extends SpecificRecord, S> void receive(Subscription<E, S> subscription, E event, Delivery delivery) {
        String id = subscription.id().apply(heard(event, delivery));
        if (id == null) {
            return;
        }
        transaction.executeWithoutResult(status -> {
            subscription.table().lock(id);
            if (!subscription.remembered()) {
                observe(subscription, event, delivery, id);
                return;
            }
            EventMeta meta = (EventMeta) event.get(0);
            String before = table.outcome(subscription, delivery.topic(), meta.getEventId());
            if (before != null && !(delivery.isReplay() && before.equals("Impossible"))) {
                count(subscription, "Duplicate");
                return;
            }
            if (table.hasQueue(subscription, delivery)) {
                defer(subscription, event, delivery, id, "behind an earlier event of the same key that waits");
                return;
            }
            Outcome<S> outcome = decide(subscription, event, delivery, id);
            if (outcome instanceof Deferred<S>(String why)) {
                defer(subscription, event, delivery, id, why);
            } else {
                finish(subscription, event, delivery, id, outcome);
            }
        });
    }

    /** Nothing but the state remembers it, and nobody is woken unless something follows from it. */
    private <E extends SpecificRecord, S> void observe(
            Subscription<E, S> subscription, E event, Delivery delivery, String id) {
        Outcome<S> outcome = decide(subscription, event, delivery, id);
        switch (outcome) {
            case Applied<S>(S state, var emitted)
            when emitted.isEmpty() -> subscription.table().save(id, state, Cause.of((EventMeta) event.get(0)));
            case Applied<S> applied ->
                transitions.store(subscription.table(), id, Cause.of((EventMeta) event.get(0)), applied);
            case Ignored<S> _ -> LOG.debug("{} ignored", subscription.name());
            case Deferred<S>(String why) -> throw new IllegalStateException("an observation cannot wait: " + why);
            case Impossible<S>(String why) ->
                deadLetters.add(delivery, subscription.name(), why, state(subscription, id));
        }
        count(subscription, outcome.getClass().getSimpleName());
    }

    /**
     * Tries the head of one queue of deferred events again.
     *
     * @return true if it is done with, so that the next one can be tried
     */
    <E extends SpecificRecord, S> boolean retry(
            Subscription<E, S> subscription, E event, Delivery delivery, InboxTable.Waiting waiting) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            subscription.table().lock(waiting.aggregateId());
            if (!table.stillWaits(waiting)) {
                return true;
            }
            Outcome<S> outcome = decide(subscription, event, delivery, waiting.aggregateId());
            if (outcome instanceof Deferred<S>(String why)) {
                if (clock.instant().isBefore(waiting.deadline())) {
                    return false;
                }
                outcome = Outcome.impossible("waited until " + waiting.deadline() + ": " + why);
            }
            table.stopWaiting(waiting);
            finish(subscription, event, delivery, waiting.aggregateId(), outcome);
            return true;
        }));
    }

    /**
     * Keeps an event waiting whose decision failed, until its time is over; then it is put aside, so that what queues
     * behind it can go on.
     *
     * @return true if it is done with
     */
    boolean retryFailed(Subscription<?, ?> subscription, InboxTable.Waiting waiting, Throwable failure) {
        LOG.error(
                "{} failed on an event that waited since {}",
                subscription.name(),
                waiting.delivery().receivedAt(),
                failure);
        if (clock.instant().isBefore(waiting.deadline())) {
            return false;
        }
        return Boolean.TRUE.equals(transaction.execute(status -> {
            subscription.table().lock(waiting.aggregateId());
            if (table.stillWaits(waiting)) {
                table.stopWaiting(waiting);
                deadLetters.add(
                        waiting.delivery(),
                        subscription.name(),
                        failure.toString(),
                        state(subscription, waiting.aggregateId()));
                table.record(
                        subscription, waiting.delivery().topic(), waiting.eventId(), "Impossible", failure.toString());
                count(subscription, "Impossible");
            }
            return true;
        }));
    }

    private <E extends SpecificRecord, S> Outcome<S> decide(
            Subscription<E, S> subscription, E event, Delivery delivery, String id) {
        Topic topic = catalogue.topic(delivery.topic()).orElseThrow();
        EventMeta meta = (EventMeta) event.get(0);
        @Nullable Stored<S> current = subscription.table().find(id).orElse(null);
        if (topic.isRequests() && current != null && !current.tenantId().equals(meta.getTenantId())) {
            return Outcome.impossible(topic.writer() + " asked in the name of tenant '" + meta.getTenantId()
                    + "' for something that belongs to another tenant");
        }
        if (topic.isRequests() && !subscription.judgesSpeaker() && !mayAsk(topic, meta)) {
            return Outcome.ignored(topic.writer() + " is not registered for tenant '" + meta.getTenantId() + "'");
        }
        return subscription.decision().on(current == null ? null : current.state(), heard(event, delivery));
    }

    private <E extends SpecificRecord> Heard<E> heard(E event, Delivery delivery) {
        String source = catalogue.topic(delivery.topic()).orElseThrow().writer();
        return new Heard<>(event, delivery.topic(), source, delivery.receivedAt());
    }

    /** What is about regions belongs to no tenant. */
    private boolean mayAsk(Topic topic, EventMeta meta) {
        return meta.getTenantId().isEmpty()
                || catalogue.tenantsOf(topic.writer()).contains(meta.getTenantId());
    }

    private <E extends SpecificRecord, S> void defer(
            Subscription<E, S> subscription, E event, Delivery delivery, String id, String why) {
        EventMeta meta = (EventMeta) event.get(0);
        table.record(subscription, delivery.topic(), meta.getEventId(), "Deferred", why);
        table.keepWaiting(
                subscription,
                delivery,
                meta.getEventId(),
                id,
                why,
                delivery.receivedAt().plus(settings.deferFor()));
        count(subscription, "Deferred");
        LOG.info("{} waits: {}", subscription.name(), why);
    }

    private <E extends SpecificRecord, S> void finish(
            Subscription<E, S> subscription, E event, Delivery delivery, String id, Outcome<S> outcome) {
        EventMeta meta = (EventMeta) event.get(0);
        String why = switch (outcome) {
            case Applied<S> applied -> {
                transitions.store(subscription.table(), id, Cause.of(meta), applied);
                yield "";
            }
            case Ignored<S>(String reason) -> reason;
            case Deferred<S>(String reason) -> throw new IllegalStateException("cannot finish: " + reason);
            case Impossible<S>(String reason) -> {
                deadLetters.add(delivery, subscription.name(), reason, state(subscription, id));
                yield reason;
            }
        };
        String name = outcome.getClass().getSimpleName();
        table.record(subscription, delivery.topic(), meta.getEventId(), name, why);
        count(subscription, name);
        LOG.info("{} {} {}", subscription.name(), name.toLowerCase(java.util.Locale.ROOT), why);
        CrashPoint.hit("messaging.inbox.before-commit");
    }

    private static String state(Subscription<?, ?> subscription, String id) {
        return subscription
                .table()
                .find(id)
                .map(stored -> String.valueOf(stored.state()))
                .orElse("none");
    }

    private void count(Subscription<?, ?> subscription, String outcome) {
        meters.counter("orocloud.inbox.events", "subscription", subscription.name(), "outcome", outcome)
                .increment();
    }
}
