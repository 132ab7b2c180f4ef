package com.orocloud.events.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.EventMeta;
import com.orocloud.events.catalogue.TopicCatalogue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ContractLintTest {

    private static final String SOUND = """
            {"type": "record", "name": "Bought", "namespace": "com.orocloud.events", "doc": "Somebody bought.",
             "fields": [
              {"name": "meta", "type": {"type": "record", "name": "EventMeta", "doc": "Shared.", "fields": []}},
              {"name": "environmentId", "type": "string"},
              {"name": "boughtAt", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "kind", "type": {"type": "enum", "name": "Kind",
                "symbols": ["GIFT", "UNKNOWN"], "default": "UNKNOWN"}},
              {"name": "buyer", "type": {"type": "record", "name": "Buyer", "doc": "Who.", "fields": [
                {"name": "emailHash", "type": "string"}]}},
              {"name": "drCaseId", "type": {"type": "string", "logicalType": "uuid"}, "correlation": true}
             ]}""";

    private static final String TOPICS = """
            services: [shop-service]
            sources: {portal: {tenants: [acme]}}
            dashboards: [dashboard]
            defaults: {partitions: 3, retention: P400D}
            topics:
              - {name: orocloud.requests.portal.v1, writer: portal, readers: [shop-service], records: []}
              - {name: orocloud.shop.v1, writer: shop-service, readers: [shop-service], records: [Bought]}
            """;

    /** A mark before a type belongs to the type, and Avro's IDL compiler drops it without a word if that is a union. */
    private static final Pattern MARK_BEFORE_TYPE = Pattern.compile("(?m)^\\s*@(pii|secret|correlation)\\(");

    @Test
    void theContractOfThisBuildIsSound() {
        assertThat(ContractLint.problems(ContractVersion.current())).isEmpty();
    }

    @Test
    void everyEventStandsOnATopic() throws Exception {
        List<Schema> compiled = compiledRecords();
        assertThat(compiled).hasSizeGreaterThan(40);
        assertThat(ContractLint.homeless(ContractVersion.current(), compiled)).isEmpty();
    }

    @Test
    void aSoundContractPasses() {
        assertThat(ContractLint.problems(contract(SOUND, TOPICS))).isEmpty();
    }

    static List<Arguments> carelessness() {
        return List.of(
                planted("no meta", "\"name\": \"meta\"", "\"name\": \"header\"", "the first field must be"),
                planted("no key", "\"environmentId\"", "\"shop\"", "so it has no key"),
                planted(
                        "an enum without default",
                        ", \"default\": \"UNKNOWN\"",
                        "",
                        "must have UNKNOWN as its default"),
                planted("an event without a sentence", "Somebody bought.", "", "must say in one sentence"),
                planted("a part without a sentence", "\"doc\": \"Who.\"", "\"doc\": \" \"", "record Buyer must say"),
                planted("microseconds", "timestamp-millis", "timestamp-micros", "instants are timestamp-millis"),
                planted(
                        "an instant that is a bare number",
                        "{\"type\": \"long\", \"logicalType\": \"timestamp-millis\"}",
                        "\"long\"",
                        "must be a timestamp_ms"),
                planted("a secret by name", "\"emailHash\"", "\"accessToken\"", "is named like a secret"),
                planted(
                        "a marked secret in the open",
                        "{\"name\": \"emailHash\", ",
                        "{\"name\": \"accessToken\", \"secret\": true, ",
                        "is @secret, but stands on a topic that is not private"),
                planted("personal data by name", "\"emailHash\"", "\"email\"", "is named like personal data"),
                planted(
                        "marked personal data in a fact",
                        "{\"name\": \"emailHash\", ",
                        "{\"name\": \"email\", \"pii\": \"email\", ",
                        "is @pii, but stands on a topic that is neither private nor a request topic"),
                planted("a case without its thread", ", \"correlation\": true", "", "drCaseId must be marked"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("carelessness")
    void turnsRedOn(String what, String before, String after, String finding) {
        assertThat(SOUND).as("the planted change must change something").contains(before);
        assertThat(ContractLint.problems(contract(SOUND.replace(before, after), TOPICS)))
                .as(what)
                .anySatisfy(found -> assertThat(found).contains(finding));
    }

    @Test
    void personalDataMayStandOnARequestTopicAndASecretOnAPrivateOne() {
        String personal = SOUND.replace("{\"name\": \"emailHash\", ", "{\"name\": \"email\", \"pii\": \"email\", ");
        String asked = TOPICS.replace("[Bought]", "[]")
                .replace(
                        "readers: [shop-service], records: []}\n  - {name: orocloud.shop",
                        "readers: [shop-service], records: [Bought]}\n  - {name: orocloud.shop");
        assertThat(ContractLint.problems(contract(personal, asked))).isEmpty();
        String secret = SOUND.replace("{\"name\": \"emailHash\", ", "{\"name\": \"link\", \"secret\": true, ");
        assertThat(ContractLint.problems(contract(secret, asked))).isNotEmpty();
        String closed = TOPICS.replace("records: [Bought]", "private: true, records: [Bought]");
        assertThat(ContractLint.problems(contract(secret, closed))).isEmpty();
    }

    static List<Arguments> topicCarelessness() {
        return List.of(
                planted("a topic listed twice", "orocloud.requests.portal.v1", "orocloud.shop.v1", "is listed twice"),
                planted(
                        "an unknown writer",
                        "writer: shop-service",
                        "writer: nobody",
                        "is no service and no registered"),
                planted(
                        "an outside system that writes facts",
                        "writer: shop-service",
                        "writer: portal",
                        "and nothing else"),
                planted(
                        "an unknown reader",
                        "readers: [shop-service], records: [B",
                        "readers: [x], records: [B",
                        "is no service"),
                planted("an unknown record", "[Bought]", "[Bought, Sold]", "lists Sold, which no .avdl declares"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("topicCarelessness")
    void turnsRedOnTopicsWith(String what, String before, String after, String finding) {
        assertThat(ContractLint.problems(contract(SOUND, TOPICS.replace(before, after))))
                .as(what)
                .anySatisfy(found -> assertThat(found).contains(finding));
    }

    @Test
    void turnsRedOnARecordWithTwoTopicsOfOneWriter() {
        String twice = TOPICS + "  - {name: orocloud.shop2.v1, writer: shop-service, readers: [], records: [Bought]}\n";
        assertThat(ContractLint.problems(contract(SOUND, twice)))
                .containsExactly("orocloud.shop2.v1: shop-service has two topics to say Bought on");
    }

    @Test
    void turnsRedOnAnEventThatStandsNowhere() {
        Schema bought = new Schema.Parser().parse(SOUND);
        assertThat(ContractLint.homeless(
                        new ContractVersion(
                                "", Map.of(), contract(SOUND, TOPICS).topics()),
                        List.of(bought)))
                .containsExactly("Bought is an event, but topics.yaml lists it on no topic");
    }

    @Test
    void marksStandBeforeTheNameWhereTheCompilerKeepsThem() throws IOException {
        assertThat(MARK_BEFORE_TYPE
                        .matcher("  @pii(\"phone\") union {null, string} phone = null;")
                        .find())
                .isTrue();
        try (var files = Files.list(Path.of("src/main/avro"))) {
            for (Path file : files.toList()) {
                assertThat(Files.readString(file)).as(file.toString()).doesNotContainPattern(MARK_BEFORE_TYPE);
            }
        }
    }

    private static List<Schema> compiledRecords() throws IOException, URISyntaxException, ClassNotFoundException {
        Path classes = Path.of(EventMeta.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolve(ContractVersion.NAMESPACE.replace('.', '/'));
        var schemas = new ArrayList<Schema>();
        try (var files = Files.list(classes)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (!name.endsWith(".class") || name.contains("$")) {
                    continue;
                }
                Class<?> type = Class.forName(ContractVersion.NAMESPACE + "." + name.replace(".class", ""));
                if (SpecificRecord.class.isAssignableFrom(type)) {
                    schemas.add(SpecificData.get().getSchema(type));
                }
            }
        }
        return schemas;
    }

    private static Arguments planted(String what, String before, String after, String finding) {
        return Arguments.of(what, before, after, finding);
    }

    private static ContractVersion contract(String schema, String topics) {
        return new ContractVersion(
                "next",
                Map.of("Bought", new Schema.Parser().parse(schema)),
                TopicCatalogue.parse(new ByteArrayInputStream(topics.getBytes(StandardCharsets.UTF_8))));
    }
}
