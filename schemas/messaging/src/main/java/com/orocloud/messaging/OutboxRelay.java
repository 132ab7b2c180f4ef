package com.orocloud.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sends what the {@link Outbox} holds, at least once and in the order of each key: one instance works on a bucket at a
 * time, a row is deleted only after the broker has acknowledged it, and a key's next row is sent only after its last
 * one was acknowledged.
 */
@Component
final class OutboxRelay implements Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);

    private static final int BATCH = 200;

    private final Outbox outbox;
    private final TransactionTemplate transaction;
    private final OutboxProducer producer;

    OutboxRelay(Outbox outbox, TransactionTemplate transaction, OutboxProducer outboxProducer) {
        this.outbox = outbox;
        this.transaction = transaction;
        this.producer = outboxProducer;
    }

    @Override
    public String name() {
        return "outbox-relay";
    }

    @Override
    public Duration interval() {
        return Duration.ofMillis(250);
    }

    @Override
    public void run() {
        for (int bucket : outbox.bucketsWithWork()) {
            boolean more = true;
            while (more) {
                more = Boolean.TRUE.equals(transaction.execute(status -> sendBatch(bucket)));
            }
        }
    }

    /** @return true if there may be more to send at once */
    private boolean sendBatch(int bucket) {
        if (!outbox.lockBucket(bucket)) {
            return false;
        }
        List<Outbox.Row> rows = outbox.oldest(bucket, BATCH);
        var wave = new ArrayList<Outbox.Row>();
        var keys = new HashSet<String>();
        for (Outbox.Row row : rows) {
            if (!keys.add(row.topic() + "/" + row.key())) {
                if (!send(wave)) {
                    return false;
                }
                wave.clear();
                keys.clear();
                keys.add(row.topic() + "/" + row.key());
            }
            wave.add(row);
        }
        return send(wave) && rows.size() == BATCH;
    }

    /** Sends rows of different keys side by side. @return false if the bucket has to stop here for now */
    private boolean send(List<Outbox.Row> wave) {
        List<Future<RecordMetadata>> acknowledgements =
                wave.stream().map(this::record).map(producer::send).toList();
        producer.flush();
        var sent = new ArrayList<Long>();
        boolean whole = true;
        for (int i = 0; i < wave.size(); i++) {
            Outbox.Row row = wave.get(i);
            try {
                acknowledgements.get(i).get();
                sent.add(row.id());
            } catch (ExecutionException e) {
                whole &= parked(row, e.getCause() == null ? e : e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                whole = false;
            }
        }
        if (!whole && !Thread.currentThread().isInterrupted()) {
            producer.renew();
        }
        CrashPoint.hit("messaging.outbox.after-send-before-delete");
        outbox.delete(sent);
        return whole;
    }

    private boolean parked(Outbox.Row row, Throwable why) {
        if (why instanceof RecordTooLargeException || why instanceof InvalidTopicException) {
            LOG.error(
                    "outbox row {} for {} can never be sent and is parked: {}",
                    row.id(),
                    row.topic(),
                    why.getMessage());
            outbox.park(row.id(), why.toString());
            return true;
        }
        LOG.warn("outbox row {} for {} was not sent and waits: {}", row.id(), row.topic(), why.toString());
        return false;
    }

    private ProducerRecord<String, byte[]> record(Outbox.Row row) {
        var record = new ProducerRecord<>(row.topic(), row.key(), row.payload());
        row.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }
}
