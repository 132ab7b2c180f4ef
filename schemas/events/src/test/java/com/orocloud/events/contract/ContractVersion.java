package com.orocloud.events.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.orocloud.events.catalogue.Topic;
import com.orocloud.events.catalogue.TopicCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/**
 * The contract as it is or was: every record that stands on a topic, and the topics.
 *
 * @param records by simple name
 */
record ContractVersion(String version, Map<String, Schema> records, TopicCatalogue topics) {

    static final String NAMESPACE = "com.orocloud.events";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOPICS = "topics.yaml";
    private static final String SUFFIX = ".avsc";

    /** What this build was made with. A record that topics.yaml names and the IDL lacks is left out here; see the lint. */
    static ContractVersion current() {
        TopicCatalogue topics = TopicCatalogue.ofThisBuild();
        var records = new TreeMap<String, Schema>();
        for (String name : recordNames(topics)) {
            compiled(name).ifPresent(schema -> records.put(name, schema));
        }
        return new ContractVersion("current", records, topics);
    }

    private static Optional<Schema> compiled(String name) {
        try {
            return Optional.of(SpecificData.get().getSchema(Class.forName(NAMESPACE + "." + name)));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    /** Everything released, oldest first. */
    static List<ContractVersion> released(Path frozen) {
        if (!Files.isDirectory(frozen)) {
            return List.of();
        }
        try (var versions = Files.list(frozen)) {
            return versions.filter(Files::isDirectory)
                    .sorted(Comparator.comparing(directory -> ModuleDescriptor.Version.parse(
                            directory.getFileName().toString())))
                    .map(ContractVersion::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("reading the released versions in " + frozen, e);
        }
    }

    private static ContractVersion read(Path directory) {
        var records = new TreeMap<String, Schema>();
        try (var files = Files.list(directory);
                InputStream topics = Files.newInputStream(directory.resolve(TOPICS))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(SUFFIX)).toList()) {
                Schema schema = new Schema.Parser().parse(Files.readString(file));
                records.put(schema.getName(), schema);
            }
            return new ContractVersion(directory.getFileName().toString(), records, TopicCatalogue.parse(topics));
        } catch (IOException e) {
            throw new UncheckedIOException("reading the released version in " + directory, e);
        }
    }

    /** Writes this version as a released one, never over another. */
    void freeze(Path frozen, String as) throws IOException {
        Path directory = frozen.resolve(as);
        if (Files.exists(directory)) {
            throw new IllegalStateException(directory + " is released already, and a released version never changes");
        }
        Files.createDirectories(directory);
        for (var record : records.entrySet()) {
            Files.writeString(directory.resolve(record.getKey() + SUFFIX), portable(record.getValue()) + "\n");
        }
        try (InputStream topics = TopicCatalogue.class.getResourceAsStream("/" + TOPICS)) {
            Files.write(directory.resolve(TOPICS), topics == null ? new byte[0] : topics.readAllBytes());
        }
    }

    static TreeSet<String> recordNames(TopicCatalogue topics) {
        var names = new TreeSet<String>();
        for (Topic topic : topics.topics()) {
            names.addAll(topic.records());
        }
        return names;
    }

    /** The schema as any language reads it: without the hints that only our code generator needs. */
    static String portable(Schema schema) {
        try {
            return JSON.writerWithDefaultPrettyPrinter()
                    .writeValueAsString(withoutJavaHints(JSON.readTree(schema.toString())));
        } catch (IOException e) {
            throw new UncheckedIOException("printing " + schema.getName(), e);
        }
    }

    private static JsonNode withoutJavaHints(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> withoutJavaHints(object);
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    array.set(i, withoutJavaHints(array.path(i)));
                }
                yield array;
            }
            default -> node;
        };
    }

    private static JsonNode withoutJavaHints(ObjectNode object) {
        object.remove("avro.java.string");
        if (object.size() == 1 && object.path("type").isTextual()) {
            return new TextNode(object.path("type").asText());
        }
        for (String name : object.propertyStream().map(Map.Entry::getKey).toList()) {
            object.set(name, withoutJavaHints(object.path(name)));
        }
        return object;
    }
}
