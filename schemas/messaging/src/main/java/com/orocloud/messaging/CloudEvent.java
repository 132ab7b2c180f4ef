package com.orocloud.messaging;

import com.orocloud.events.EventMeta;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** The CloudEvents 1.0 headers of a record in Kafka's binary mode, for tools that cannot read Avro. */
public final class CloudEvent {

    private CloudEvent() {}

    public static Map<String, String> headers(SpecificRecord event, EventMeta meta, String traceparent) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("ce_specversion", "1.0");
        headers.put("ce_id", meta.getEventId().toString());
        headers.put("ce_source", "/orocloud/" + meta.getSource());
        headers.put("ce_type", event.getSchema().getFullName());
        headers.put("ce_subject", meta.getAggregateId());
        headers.put("ce_time", meta.getOccurredAt().toString());
        headers.put("content-type", "application/avro");
        headers.put("traceparent", traceparent);
        return headers;
    }
}
