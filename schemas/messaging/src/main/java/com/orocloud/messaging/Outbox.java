package com.orocloud.messaging;

import com.orocloud.events.EventMeta;
import com.orocloud.events.catalogue.EventKey;
import com.orocloud.events.catalogue.TopicCatalogue;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Events on their way out. They are stored as the bytes that Kafka will carry, in the transaction that changed the
 * state, so that either both happened or neither; the {@link OutboxRelay} sends them.
 */
@Component
final class Outbox {

    /** Rows of one bucket go out one after the other; buckets go out side by side. */
    static final int BUCKETS = 8;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JdbcClient jdbc;
    private final Clock clock;
    private final MessagingSettings settings;
    private final TopicCatalogue catalogue;
    private final Serializer<Object> serializer;
    private final Tracer tracer;

    Outbox(
            JdbcClient jdbc,
            Clock clock,
            MessagingSettings settings,
            TopicCatalogue catalogue,
            Serializer<Object> eventSerializer,
            Tracer tracer) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.settings = settings;
        this.catalogue = catalogue;
        this.serializer = eventSerializer;
        this.tracer = tracer;
    }

    /** Stamps an event and stores it for sending; part of the running transaction. */
    void add(SpecificRecord event, Cause cause, long aggregateVersion) {
        String topic = catalogue
                .saidBy(settings.service(), event.getSchema().getName())
                .name();
        String key = EventKey.of(event);
        SpecificRecord stamped = stamped(event, key, cause, aggregateVersion);
        EventMeta meta = (EventMeta) stamped.get(0);
        insert(
                topic,
                key,
                meta.getEventId(),
                serializer.serialize(topic, stamped),
                CloudEvent.headers(stamped, meta, traceparent()));
    }

    /** Stores a record that could not be handled, as it was, for the dead-letter topic of the topic it came from. */
    void addDeadLetter(String topic, @Nullable String key, byte @Nullable [] payload, Map<String, String> headers) {
        insert(
                topic,
                key == null ? "" : key,
                EffectId.at(clock.instant()),
                payload == null ? new byte[0] : payload,
                headers);
    }

    private void insert(String topic, String key, UUID eventId, byte[] payload, Map<String, String> headers) {
        jdbc.sql("""
                        insert into outbox (bucket, topic, key, event_id, payload, headers, created_at)
                        values (:bucket, :topic, :key, :event, :payload, cast(:headers as jsonb), now())""")
                .param("bucket", Math.floorMod(key.hashCode(), BUCKETS))
                .param("topic", topic)
                .param("key", key)
                .param("event", eventId)
                .param("payload", payload)
                .param("headers", JSON.writeValueAsString(headers))
                .update();
    }

    private SpecificRecord stamped(SpecificRecord event, String key, Cause cause, long aggregateVersion) {
        if (!(event.get(0) instanceof EventMeta meta) || !Events.isUnstamped(meta)) {
            throw new IllegalArgumentException(event.getSchema().getName() + " must be built with Events.unstamped()");
        }
        SpecificRecord copy = SpecificData.get().deepCopy(event.getSchema(), event);
        copy.put(
                0,
                EventMeta.newBuilder()
                        .setEventId(EffectId.at(clock.instant()))
                        .setOccurredAt(clock.instant())
                        .setSource(settings.service())
                        .setTenantId(cause.tenantId())
                        .setAggregateId(key)
                        .setAggregateVersion(aggregateVersion)
                        .setCorrelationId(correlation(event, cause))
                        .setCausationId(cause.causationId())
                        .setActor(cause.actor())
                        .setExercise(cause.exercise())
                        .build());
        return copy;
    }

    /** The record's own story, if the contract marks a field as such, or the story of its cause. */
    private static UUID correlation(SpecificRecord event, Cause cause) {
        for (Schema.Field field : event.getSchema().getFields()) {
            if (field.getObjectProp("correlation") != null && event.get(field.pos()) instanceof UUID id) {
                return id;
            }
        }
        return cause.correlationId();
    }

    /** Of the event that led here, or of a new trace if the service speaks by its own timer. */
    private String traceparent() {
        Span current = tracer.currentSpan();
        if (current != null) {
            return traceparent(current.context());
        }
        Span first = tracer.nextSpan().name("says by its own timer").start();
        first.end();
        return traceparent(first.context());
    }

    private static String traceparent(TraceContext context) {
        String sampled = Boolean.TRUE.equals(context.sampled()) ? "01" : "00";
        return "00-" + context.traceId() + "-" + context.spanId() + "-" + sampled;
    }

    /** What waits to be sent, oldest first. */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    record Row(long id, String topic, String key, byte[] payload, Map<String, String> headers) {}

    List<Row> oldest(int bucket, int limit) {
        return jdbc.sql("""
                        select id, topic, key, payload, headers from outbox
                        where bucket = :bucket and parked_why is null order by id limit :limit""")
                .param("bucket", bucket)
                .param("limit", limit)
                .query((row, index) -> new Row(
                        row.getLong("id"),
                        row.getString("topic"),
                        row.getString("key"),
                        row.getBytes("payload"),
                        headers(row.getString("headers"))))
                .list();
    }

    List<Integer> bucketsWithWork() {
        return jdbc.sql("select distinct bucket from outbox where parked_why is null")
                .query((row, index) -> row.getInt("bucket"))
                .list();
    }

    /** @return false if another instance holds the bucket */
    boolean lockBucket(int bucket) {
        return jdbc.sql("select pg_try_advisory_xact_lock(7001, :bucket)")
                .param("bucket", bucket)
                .query(Boolean.class)
                .single();
    }

    void delete(List<Long> ids) {
        if (!ids.isEmpty()) {
            jdbc.sql("delete from outbox where id in (:ids)").param("ids", ids).update();
        }
    }

    /** Takes a row out of the way that can never be sent; it stays visible until somebody deletes it. */
    void park(long id, String why) {
        jdbc.sql("update outbox set parked_why = :why where id = :id")
                .param("why", why)
                .param("id", id)
                .update();
    }

    long waiting() {
        return jdbc.sql("select count(*) from outbox where parked_why is null")
                .query(Long.class)
                .single();
    }

    long parked() {
        return jdbc.sql("select count(*) from outbox where parked_why is not null")
                .query(Long.class)
                .single();
    }

    private static Map<String, String> headers(String json) {
        var headers = new LinkedHashMap<String, String>();
        JSON.readTree(json)
                .properties()
                .forEach(entry -> headers.put(entry.getKey(), entry.getValue().asString()));
        return headers;
    }
}
