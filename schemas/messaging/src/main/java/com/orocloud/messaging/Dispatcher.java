package com.orocloud.messaging;

import com.orocloud.events.EventMeta;
import com.orocloud.events.catalogue.Topic;
import com.orocloud.events.catalogue.TopicCatalogue;
import com.orocloud.messaging.serde.RegistryUnavailableException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes records from Kafka, decodes them, and gives each to the subscriptions that hear its type. */
@Component
final class Dispatcher implements MessageListener<String, byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final TopicCatalogue catalogue;
    private final Deserializer<Object> deserializer;
    private final Inbox inbox;
    private final DeadLetters deadLetters;
    private final TransactionTemplate transaction;
    private final MessagingSettings settings;
    private final Clock clock;
    private final List<Subscription<?, ?>> subscriptions;
    private final Map<String, Subscription<?, ?>> byName;

    Dispatcher(
            TopicCatalogue catalogue,
            Deserializer<Object> eventDeserializer,
            Inbox inbox,
            DeadLetters deadLetters,
            TransactionTemplate transaction,
            MessagingSettings settings,
            Clock clock,
            List<Listener> listeners) {
        this.catalogue = catalogue;
        this.deserializer = eventDeserializer;
        this.inbox = inbox;
        this.deadLetters = deadLetters;
        this.transaction = transaction;
        this.settings = settings;
        this.clock = clock;
        var hears = new Hears();
        listeners.forEach(listener -> listener.hears(hears));
        this.subscriptions = hears.subscriptions();
        this.byName = subscriptions.stream().collect(Collectors.toMap(Subscription::name, each -> each));
    }

    /**
     * Topics to subscribe to.
     *
     * @throws IllegalStateException if something is listened for that no topic this service may read carries
     */
    List<String> topics() {
        var topics = new TreeSet<String>();
        for (Subscription<?, ?> subscription : subscriptions) {
            String type = subscription.type().getSimpleName();
            List<Topic> carriers = catalogue.heardBy(settings.service(), type);
            if (carriers.isEmpty()) {
                throw new IllegalStateException(settings.service() + " listens for " + type
                        + ", but topics.yaml lets it read no topic with it");
            }
            carriers.forEach(topic -> topics.add(topic.name()));
        }
        return List.copyOf(topics);
    }

    @Override
    public void onMessage(ConsumerRecord<String, byte[]> record) {
        Delivery delivery = Delivery.of(record, clock.instant());
        try {
            SpecificRecord event = decoded(delivery);
            Topic topic = catalogue.topic(delivery.topic()).orElseThrow();
            if (!topic.carries(event.getSchema().getName())) {
                throw new SerializationException(event.getSchema().getName() + " does not belong on " + topic.name());
            }
            hear(event, delivery);
        } catch (SerializationException e) {
            transaction.executeWithoutResult(
                    status -> deadLetters.add(delivery, "unreadable", String.valueOf(e.getMessage()), "not looked at"));
        }
    }

    /** Gives up on a record that made the service fail again and again, so that its partition can go on. */
    void giveUp(ConsumerRecord<?, ?> record, Exception why) {
        Delivery delivery = new Delivery(
                record.topic(),
                record.partition(),
                record.offset(),
                record.key() == null ? null : record.key().toString(),
                record.value() instanceof byte[] bytes ? bytes : null,
                Map.of(),
                clock.instant());
        transaction.executeWithoutResult(
                status -> deadLetters.add(delivery, "failed", String.valueOf(rootOf(why)), "see the service's log"));
    }

    /** @return true if the head of the queue is done with */
    boolean retry(InboxTable.Waiting waiting) {
        Subscription<?, ?> subscription = byName.get(waiting.subscription());
        if (subscription == null) {
            LOG.warn("{} waits for a subscription that this release does not have", waiting.subscription());
            return false;
        }
        try {
            return retry(subscription, waiting);
        } catch (RuntimeException e) {
            if (Infrastructure.isAway(e)) {
                throw e;
            }
            return inbox.retryFailed(subscription, waiting, rootOf(e));
        }
    }

    private <E extends SpecificRecord, S> boolean retry(Subscription<E, S> subscription, InboxTable.Waiting waiting) {
        SpecificRecord event = decoded(waiting.delivery());
        return inContext(
                event, () -> inbox.retry(subscription, subscription.type().cast(event), waiting.delivery(), waiting));
    }

    private void hear(SpecificRecord event, Delivery delivery) {
        inContext(event, () -> {
            for (Subscription<?, ?> subscription : subscriptions) {
                if (subscription.type().isInstance(event)) {
                    receive(subscription, event, delivery);
                }
            }
            return true;
        });
    }

    private <E extends SpecificRecord, S> void receive(
            Subscription<E, S> subscription, SpecificRecord event, Delivery delivery) {
        inbox.receive(subscription, subscription.type().cast(event), delivery);
    }

    private SpecificRecord decoded(Delivery delivery) {
        try {
            Object event = deserializer.deserialize(delivery.topic(), delivery.payload());
            if (event instanceof SpecificRecord record && record.get(0) instanceof EventMeta) {
                return record;
            }
            throw new SerializationException("not an event: " + (event == null ? "no payload" : event.getClass()));
        } catch (SerializationException e) {
            if (rootOf(e) instanceof java.io.IOException && !(rootOf(e) instanceof java.io.EOFException)) {
                throw new RegistryUnavailableException("the schema registry cannot be asked", e);
            }
            throw e;
        }
    }

    private static boolean inContext(SpecificRecord event, java.util.function.BooleanSupplier work) {
        EventMeta meta = (EventMeta) event.get(0);
        try (var _ = MDC.putCloseable("environment", meta.getAggregateId());
                var _ = MDC.putCloseable("correlation", String.valueOf(meta.getCorrelationId()));
                var _ = MDC.putCloseable("event", event.getSchema().getName())) {
            return work.getAsBoolean();
        }
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
