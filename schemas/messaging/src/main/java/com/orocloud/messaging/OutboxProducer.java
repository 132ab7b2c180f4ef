package com.orocloud.messaging;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * The outbox's producer, which can be made anew. One that was refused at the moment when it asked the broker for its
 * producer id lets every later record expire for as long as it lives, even when its login has long been accepted.
 */
final class OutboxProducer implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(10);
    /** What a new one cannot mend either, such as a missing right, is not worth a new login four times a second. */
    private static final Duration LEAST_AGE = Duration.ofSeconds(5);

    private final Supplier<Producer<String, byte[]>> maker;
    private volatile Producer<String, byte[]> current;
    private volatile long madeAt;

    OutboxProducer(Supplier<Producer<String, byte[]>> maker) {
        this.maker = maker;
        this.current = maker.get();
        this.madeAt = System.nanoTime();
    }

    Future<RecordMetadata> send(ProducerRecord<String, byte[]> record) {
        try {
            return current.send(record);
        } catch (KafkaException | IllegalStateException unusable) {
            return CompletableFuture.failedFuture(unusable);
        }
    }

    void flush() {
        current.flush();
    }

    /** Lets go of the one that failed, unless it is new, and of what it still held: the outbox has it too. */
    void renew() {
        if (System.nanoTime() - madeAt < LEAST_AGE.toNanos()) {
            return;
        }
        current.close(Duration.ZERO);
        current = maker.get();
        madeAt = System.nanoTime();
    }

    @Override
    public void close() {
        current.close(GRACE);
    }
}
