package com.orocloud.local;

import com.orocloud.events.catalogue.EventKey;
import com.orocloud.servers.ScramLogin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes requests as any outside program does: a plain Avro producer whose Kafka user may write its own topic only. */
public final class RequestWriter implements AutoCloseable {

    static {
        // Avro works only with record classes that it is told to trust
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.DEFAULT, type -> type.getName().startsWith("com.orocloud.events.")));
    }

    private final Producer<String, byte[]> producer;
    private final RegistrySchemas schemas;
    private final String topic;

    /** @param source the registered outside system, which is also the name of its Kafka user */
    public RequestWriter(String bootstrapServers, String registryUrl, String source, String password) {
        producer = new KafkaProducer<>(
                ScramLogin.properties(bootstrapServers, source, password),
                new StringSerializer(),
                new ByteArraySerializer());
        schemas = new RegistrySchemas(registryUrl);
        topic = "orocloud.requests." + source + ".v1";
    }

    /** Returns when the broker has it. */
    public void write(SpecificRecord event) {
        RegistrySchemas.Registered registered =
                schemas.latest(topic, event.getSchema().getName());
        var bytes = new ByteArrayOutputStream();
        bytes.write(0);
        bytes.writeBytes(
                ByteBuffer.allocate(Integer.BYTES).putInt(registered.id()).array());
        try {
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new SpecificDatumWriter<SpecificRecord>(event.getSchema()).write(event, encoder);
            encoder.flush();
            producer.send(new ProducerRecord<>(topic, EventKey.of(event), bytes.toByteArray()))
                    .get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "the broker refused " + event.getSchema().getName(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking", e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
