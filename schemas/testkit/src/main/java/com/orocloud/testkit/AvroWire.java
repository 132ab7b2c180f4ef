package com.orocloud.testkit;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.orocloud.events.EventMeta;
import com.orocloud.servers.WireSchema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * The wire format (a zero, the schema's id, Avro), written a second time and independently of messaging, so that a
 * mistake there is not made here too.
 */
final class AvroWire {

    private static final int HEADER_BYTES = 5;

    static {
        String events = EventMeta.class.getPackageName() + ".";
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.DEFAULT, type -> type.getName().startsWith(events)));
    }

    private final String registry;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, Integer> ids = new ConcurrentHashMap<>();
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

    AvroWire(String registry) {
        this.registry = registry;
    }

    byte[] encode(String topic, SpecificRecord event) {
        String subject = WireSchema.subject(topic, event.getSchema());
        int id = ids.computeIfAbsent(subject, unknown -> lookUp(subject, event.getSchema()));
        var out = new ByteArrayOutputStream();
        out.write(0);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
        var encoder = EncoderFactory.get().directBinaryEncoder(out, null);
        try {
            new SpecificDatumWriter<SpecificRecord>(event.getSchema()).write(event, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new IllegalStateException("writing " + event.getSchema().getName(), e);
        }
        return out.toByteArray();
    }

    /** @throws IllegalArgumentException if this is no record of ours */
    SpecificRecord decode(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || bytes[0] != 0) {
            throw new IllegalArgumentException("not in the wire format");
        }
        int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
        Schema written = schemas.computeIfAbsent(id, this::byId);
        Schema read = WireSchema.named(written.getName());
        var reader = new SpecificDatumReader<SpecificRecord>(written, read, SpecificData.get());
        var decoder = DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null);
        try {
            return reader.read(null, decoder);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a " + written.getName(), e);
        }
    }

    private int lookUp(String subject, Schema schema) {
        var body = new JsonObject();
        body.addProperty("schema", WireSchema.of(schema));
        return call("POST", "/subjects/" + subject, body.toString()).get("id").getAsInt();
    }

    private Schema byId(int id) {
        return new Schema.Parser()
                .parse(call("GET", "/schemas/ids/" + id, "").get("schema").getAsString());
    }

    private JsonObject call(String method, String path, String body) {
        var request = HttpRequest.newBuilder(URI.create(registry + path))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try {
            var response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalArgumentException(method + " " + path + ": " + response.body());
            }
            return JsonParser.parseString(response.body()).getAsJsonObject();
        } catch (IOException e) {
            throw new IllegalStateException("asking the registry " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the registry", e);
        }
    }
}
