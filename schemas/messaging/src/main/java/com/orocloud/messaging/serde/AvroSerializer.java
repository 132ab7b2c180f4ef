package com.orocloud.messaging.serde;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a record as magic byte 0, schema id, Avro binary, with the subject named by topic and record
 * (TopicRecordNameStrategy). Understands the property names of Confluent's KafkaAvroSerializer.
 */
public final class AvroSerializer implements Serializer<Object> {

    private @Nullable RegistryClient registry;

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        registry = new RegistryClient(configs);
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable Object data) {
        if (data == null) {
            return null;
        }
        if (registry == null || !(data instanceof SpecificRecord event)) {
            throw new SerializationException(
                    "cannot write a " + data.getClass() + ": not configured, or not an Avro record");
        }
        int id = registry.id(topic + "-" + event.getSchema().getFullName(), event.getSchema());
        var bytes = new ByteArrayOutputStream(512);
        bytes.write(WireFormat.MAGIC);
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
        try {
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new SpecificDatumWriter<SpecificRecord>(event.getSchema()).write(event, encoder);
            encoder.flush();
        } catch (IOException | RuntimeException e) {
            throw new SerializationException("writing " + event.getSchema().getName() + " for " + topic, e);
        }
        return bytes.toByteArray();
    }
}
