package com.orocloud.events.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.catalogue.TopicCatalogue;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CompatibilityGateTest {

    private static final String BOUGHT = """
            {"type": "record", "name": "Bought", "namespace": "com.orocloud.events", "doc": "Somebody bought.",
             "fields": [
              {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "kind", "type": {"type": "enum", "name": "Kind",
                "symbols": ["GIFT", "OWN", "UNKNOWN"], "default": "UNKNOWN"}},
              {"name": "email", "type": "string", "pii": "email"},
              {"name": "voucher", "type": "string", "secret": true},
              {"name": "caseId", "type": ["null", {"type": "string", "logicalType": "uuid"}],
                "default": null, "correlation": true},
              {"name": "pieces", "type": "int"},
              {"name": "attempt", "type": "int", "default": 1}
             ]}""";

    private static final String TOPICS = """
            services: [shop-service]
            sources: {portal: {tenants: [acme]}}
            dashboards: [dashboard]
            defaults: {partitions: 3, retention: P400D}
            topics:
              - {name: orocloud.shop.v1, writer: shop-service, readers: [shop-service], records: [Bought]}
            """;

    private static final ContractVersion RELEASED = contract("1.0.0", BOUGHT, TOPICS);

    @Test
    void theContractOfThisBuildServesEveryReleasedVersion() {
        assertThat(CompatibilityGate.breaks(ContractVersion.current(), ContractVersion.released(Path.of("frozen"))))
                .isEmpty();
    }

    @Test
    void consumersAreToldOfEveryChangeSinceTheNewestRelease() throws Exception {
        assertThat(CompatibilityGate.untold(
                        ContractVersion.current(),
                        ContractVersion.released(Path.of("frozen")),
                        ConsumerNotes.unreleased(Path.of("../CHANGELOG.md"))))
                .isEmpty();
    }

    static List<Arguments> changesThatHurtSomebody() {
        return List.of(
                change(
                        "an enum symbol when the enum has no default",
                        "\"default\": \"UNKNOWN\"",
                        "\"doc\": \"no default\"",
                        "default of Kind was UNKNOWN and is null"),
                change("an enum symbol taken away", "\"GIFT\", ", "", "Kind lost GIFT"),
                change(
                        "an instant from milliseconds to microseconds",
                        "timestamp-millis",
                        "timestamp-micros",
                        "logical type was timestamp-millis and is timestamp-micros"),
                change(
                        "a field without default taken away",
                        "{\"name\": \"pieces\", \"type\": \"int\"},",
                        "",
                        "READER_FIELD_MISSING_DEFAULT_VALUE"),
                change(
                        "a field without default added",
                        "{\"name\": \"pieces\"",
                        "{\"name\": \"colour\", \"type\": \"string\"}, {\"name\": \"pieces\"",
                        "READER_FIELD_MISSING_DEFAULT_VALUE"),
                change(
                        "a field renamed",
                        "{\"name\": \"pieces\"",
                        "{\"name\": \"count\"",
                        "READER_FIELD_MISSING_DEFAULT_VALUE"),
                change(
                        "a number widened, which older readers cannot narrow",
                        "\"pieces\", \"type\": \"int\"",
                        "\"pieces\", \"type\": \"long\"",
                        "TYPE_MISMATCH"),
                change(
                        "personal data that stops being marked",
                        ", \"pii\": \"email\"",
                        "",
                        "@pii was email and is null"),
                change(
                        "personal data that changes its kind",
                        "\"pii\": \"email\"",
                        "\"pii\": \"name\"",
                        "@pii was email and is name"),
                change("a secret that stops being marked", ", \"secret\": true", "", "@secret was true and is null"),
                change(
                        "a story that loses its thread",
                        ", \"correlation\": true",
                        "",
                        "@correlation was true and is null"),
                change(
                        "a default that means something else",
                        "\"default\": 1",
                        "\"default\": 2",
                        "default was 1 and is 2"),
                change(
                        "a uuid that becomes any text",
                        "\"logicalType\": \"uuid\"",
                        "\"doc\": \"any\"",
                        "logical type was uuid"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changesThatHurtSomebody")
    void turnsRedOn(String what, String before, String after, String finding) {
        assertThat(BOUGHT).as("the planted change must change something").contains(before);
        var changed = contract("next", BOUGHT.replace(before, after), TOPICS);
        assertThat(CompatibilityGate.breaks(changed, List.of(RELEASED)))
                .as(what)
                .anySatisfy(found -> assertThat(found).contains("since 1.0.0").contains(finding));
    }

    @Test
    void anEnumSymbolWithoutADefaultIsRefusedThoughAvrosOwnValidatorLetsItThrough() {
        String bare =
                BOUGHT.replace(", \"default\": \"UNKNOWN\"", "").replace("\"default\": \"UNKNOWN\"", "\"doc\": \"-\"");
        var released = contract("1.0.0", bare, TOPICS);
        var changed = contract("next", bare.replace("\"OWN\"", "\"OWN\", \"LOAN\""), TOPICS);
        assertThat(CompatibilityGate.breaks(changed, List.of(released)))
                .anySatisfy(found -> assertThat(found).contains("MISSING_ENUM_SYMBOLS"));
    }

    @Test
    void aFieldThatComesBackWithAnotherTypeIsRefusedByTheVersionThatStillHasIt() {
        String without = BOUGHT.replace(",\n  {\"name\": \"attempt\", \"type\": \"int\", \"default\": 1}", "");
        assertThat(without).isNotEqualTo(BOUGHT);
        String back = BOUGHT.replace(
                "\"attempt\", \"type\": \"int\", \"default\": 1",
                "\"attempt\", \"type\": \"string\", \"default\": \"1\"");
        var changed = contract("next", back, TOPICS);
        var later = contract("1.1.0", without, TOPICS);
        assertThat(CompatibilityGate.breaks(changed, List.of(later))).isEmpty();
        assertThat(CompatibilityGate.breaks(changed, List.of(RELEASED, later)))
                .anySatisfy(found -> assertThat(found).contains("since 1.0.0").contains("TYPE_MISMATCH"));
    }

    @Test
    void aReleasedRecordNeverDisappears() {
        var changed = new ContractVersion("next", Map.of(), RELEASED.topics());
        assertThat(CompatibilityGate.breaks(changed, List.of(RELEASED)))
                .containsExactly("Bought (since 1.0.0): the record is gone");
    }

    static List<Arguments> topicChangesThatHurtSomebody() {
        return List.of(
                change("another writer", "writer: shop-service", "writer: portal", "writer was shop-service"),
                change("other partitions", "partitions: 3", "partitions: 6", "number of partitions"),
                change("a topic renamed", "orocloud.shop.v1", "orocloud.shops.v1", "the topic is gone"),
                change("a record moved away", "[Bought]", "[]", "Bought does not stand there any more"),
                change("a topic compacted", "records: [", "compacted: true, records: [", "compaction was false"),
                change("a topic made private", "records: [", "private: true, records: [", "privacy was false"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("topicChangesThatHurtSomebody")
    void turnsRedOnATopicWith(String what, String before, String after, String finding) {
        var changed = contract("next", BOUGHT, TOPICS.replace(before, after));
        assertThat(CompatibilityGate.breaks(changed, List.of(RELEASED)))
                .as(what)
                .anySatisfy(found -> assertThat(found).contains(finding));
    }

    @Test
    void anOptionalFieldAndAnEnumSymbolMayBeAdded() {
        var grown = contract(
                "next",
                BOUGHT.replace(
                                "{\"name\": \"pieces\"",
                                "{\"name\": \"note\", \"type\": [\"null\", \"string\"], \"default\": null}, {\"name\": \"pieces\"")
                        .replace("\"OWN\"", "\"OWN\", \"LOAN\""),
                TOPICS);
        assertThat(CompatibilityGate.breaks(grown, List.of(RELEASED))).isEmpty();
    }

    @Test
    void aChangedPromiseIsRefusedUntilTheNotesNameTheRecord() {
        var reworded = contract("next", BOUGHT.replace("Somebody bought.", "Somebody will buy."), TOPICS);
        assertThat(CompatibilityGate.untold(reworded, List.of(RELEASED), "nothing new"))
                .singleElement()
                .satisfies(found -> assertThat(found).startsWith("Bought differs from 1.0.0"));
        assertThat(CompatibilityGate.untold(reworded, List.of(RELEASED), "- `Bought`: is said earlier"))
                .isEmpty();
        assertThat(CompatibilityGate.untold(RELEASED, List.of(RELEASED), "nothing new"))
                .isEmpty();
    }

    private static Arguments change(String what, String before, String after, String finding) {
        return Arguments.of(what, before, after, finding);
    }

    private static ContractVersion contract(String version, String schema, String topics) {
        return new ContractVersion(
                version,
                Map.of("Bought", new Schema.Parser().parse(schema)),
                TopicCatalogue.parse(new ByteArrayInputStream(topics.getBytes(StandardCharsets.UTF_8))));
    }
}
