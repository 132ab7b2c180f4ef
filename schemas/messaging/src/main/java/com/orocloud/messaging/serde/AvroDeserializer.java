package com.orocloud.messaging.serde;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Reads what {@link AvroSerializer}, or anything else that writes Confluent's wire format, has written. */
public final class AvroDeserializer implements Deserializer<Object> {

    static {
        WireFormat.trustEvents();
    }

    private final Map<Integer, SpecificDatumReader<Object>> readers = new ConcurrentHashMap<>();
    private @Nullable RegistryClient registry;

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        registry = new RegistryClient(configs);
    }

    @Override
    public @Nullable Object deserialize(String topic, byte @Nullable [] data) {
        if (data == null) {
            return null;
        }
        if (data.length < WireFormat.HEADER || data[0] != WireFormat.MAGIC) {
            throw new SerializationException("not Confluent's wire format: the first byte is not 0");
        }
        SpecificDatumReader<Object> reader =
                readers.computeIfAbsent(ByteBuffer.wrap(data, 1, Integer.BYTES).getInt(), this::reader);
        try {
            return reader.read(
                    null,
                    DecoderFactory.get().binaryDecoder(data, WireFormat.HEADER, data.length - WireFormat.HEADER, null));
        } catch (IOException | RuntimeException e) {
            throw new SerializationException("not a " + reader.getSchema().getFullName() + ": " + e.getMessage());
        }
    }

    private SpecificDatumReader<Object> reader(int id) {
        if (registry == null) {
            throw new SerializationException("not configured");
        }
        Schema written = registry.schema(id);
        Class<?> type = SpecificData.get().getClass(written);
        if (type == null) {
            throw new SerializationException(written.getFullName() + " is not a record of this release's contract");
        }
        return new SpecificDatumReader<>(written, SpecificData.get().getSchema(type));
    }
}
