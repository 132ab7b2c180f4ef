package com.orocloud.messaging;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** What became of each event, and the events that wait for a fact that is still on its way. */
@Component
final class InboxTable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JdbcClient jdbc;

    InboxTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** An event in a queue; queues are per lifecycle, topic and key. */
    record Waiting(
            long id, String subscription, UUID eventId, String aggregateId, Instant deadline, Delivery delivery) {}

    @Nullable
    String outcome(Subscription<?, ?> subscription, String topic, UUID eventId) {
        return jdbc.sql("select outcome from inbox where subscription = :s and topic = :topic and event_id = :event")
                .param("s", subscription.name())
                .param("topic", topic)
                .param("event", eventId)
                .query(String.class)
                .optional()
                .orElse(null);
    }

    void record(Subscription<?, ?> subscription, String topic, UUID eventId, String outcome, String why) {
        jdbc.sql("""
                        insert into inbox (subscription, topic, event_id, outcome, why, at)
                        values (:s, :topic, :event, :outcome, :why, now())
                        on conflict (subscription, topic, event_id)
                            do update set outcome = excluded.outcome, why = excluded.why, at = excluded.at""")
                .param("s", subscription.name())
                .param("topic", topic)
                .param("event", eventId)
                .param("outcome", outcome)
                .param("why", why)
                .update();
    }

    boolean hasQueue(Subscription<?, ?> subscription, Delivery delivery) {
        return jdbc.sql("""
                        select exists (select 1 from inbox_waiting
                            where lifecycle = :lifecycle and topic = :topic and key = :key)""")
                .param("lifecycle", subscription.table().name())
                .param("topic", delivery.topic())
                .param("key", key(delivery))
                .query(Boolean.class)
                .single();
    }

    void keepWaiting(
            Subscription<?, ?> subscription, Delivery delivery, UUID eventId, String id, String why, Instant deadline) {
        jdbc.sql("""
                        insert into inbox_waiting (lifecycle, subscription, topic, key, partition, kafka_offset,
                            event_id, aggregate_id, payload, headers, why, received_at, deadline)
                        values (:lifecycle, :s, :topic, :key, :partition, :offset, :event, :id, :payload,
                            cast(:headers as jsonb), :why, :received, :deadline)""")
                .param("lifecycle", subscription.table().name())
                .param("s", subscription.name())
                .param("topic", delivery.topic())
                .param("key", key(delivery))
                .param("partition", delivery.partition())
                .param("offset", delivery.offset())
                .param("event", eventId)
                .param("id", id)
                .param("payload", delivery.payload())
                .param("headers", JSON.writeValueAsString(delivery.headers()))
                .param("why", why)
                .param("received", delivery.receivedAt().atOffset(ZoneOffset.UTC))
                .param("deadline", deadline.atOffset(ZoneOffset.UTC))
                .update();
    }

    /**
     * The first event of each queue, oldest first.
     *
     * @param after only those with a greater id, so that all can be walked through in pages
     */
    List<Waiting> heads(long after, int limit) {
        return jdbc.sql("""
                        select * from inbox_waiting where id in (
                            select min(id) from inbox_waiting group by lifecycle, topic, key)
                        and id > :after order by id limit :limit""")
                .param("after", after)
                .param("limit", limit)
                .query(InboxTable::waiting)
                .list();
    }

    boolean stillWaits(Waiting waiting) {
        return jdbc.sql("select exists (select 1 from inbox_waiting where id = :id)")
                .param("id", waiting.id())
                .query(Boolean.class)
                .single();
    }

    void stopWaiting(Waiting waiting) {
        jdbc.sql("delete from inbox_waiting where id = :id")
                .param("id", waiting.id())
                .update();
    }

    long waitingCount() {
        return jdbc.sql("select count(*) from inbox_waiting").query(Long.class).single();
    }

    private static String key(Delivery delivery) {
        return delivery.key() == null ? "" : delivery.key();
    }

    private static Waiting waiting(ResultSet row, int index) throws SQLException {
        var headers = new LinkedHashMap<String, String>();
        JSON.readTree(row.getString("headers"))
                .properties()
                .forEach(entry -> headers.put(entry.getKey(), entry.getValue().asString()));
        return new Waiting(
                row.getLong("id"),
                row.getString("subscription"),
                row.getObject("event_id", UUID.class),
                row.getString("aggregate_id"),
                row.getObject("deadline", OffsetDateTime.class).toInstant(),
                new Delivery(
                        row.getString("topic"),
                        row.getInt("partition"),
                        row.getLong("kafka_offset"),
                        row.getString("key"),
                        row.getBytes("payload"),
                        Map.copyOf(headers),
                        row.getObject("received_at", OffsetDateTime.class).toInstant()));
    }
}
