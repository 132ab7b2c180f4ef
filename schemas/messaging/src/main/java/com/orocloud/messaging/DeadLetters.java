package com.orocloud.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Puts what cannot be handled where an operator finds it: the original bytes, why, and the state that was met. */
@Component
final class DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final Outbox outbox;
    private final MessagingSettings settings;
    private final MeterRegistry meters;

    DeadLetters(Outbox outbox, MessagingSettings settings, MeterRegistry meters) {
        this.outbox = outbox;
        this.settings = settings;
        this.meters = meters;
    }

    /** Part of the running transaction: the letter is stored if and only if the outcome is. */
    void add(Delivery delivery, String subscription, String why, String state) {
        var headers = new LinkedHashMap<>(delivery.headers());
        headers.remove(Delivery.REPLAY);
        headers.put("dlt-service", settings.service());
        headers.put("dlt-subscription", subscription);
        headers.put("dlt-reason", why);
        headers.put("dlt-state", state);
        headers.put("dlt-topic", delivery.topic());
        headers.put("dlt-partition", Integer.toString(delivery.partition()));
        headers.put("dlt-offset", Long.toString(delivery.offset()));
        outbox.addDeadLetter(delivery.topic() + ".dlt", delivery.key(), delivery.payload(), headers);
        meters.counter("orocloud.inbox.dead.letters", "topic", delivery.topic()).increment();
        LOG.error(
                "dead letter from {} partition {} offset {} ({}): {}",
                delivery.topic(),
                delivery.partition(),
                delivery.offset(),
                subscription,
                why);
    }
}
