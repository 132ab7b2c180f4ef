package com.orocloud.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.orocloud.events.BackupRequested;
import com.orocloud.events.catalogue.Topic;
import com.orocloud.events.catalogue.TopicCatalogue;
import com.orocloud.servers.SchemaRegistration;
import com.orocloud.servers.ServerFailed;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@RealServers
class SchemaRegistrationTest {

    private static final TopicCatalogue CATALOGUE = TopicCatalogue.ofThisBuild();
    private static final Topic REQUESTS =
            CATALOGUE.topic("orocloud.requests.portal.v1").orElseThrow();

    private final SchemaRegistration registration =
            new SchemaRegistration(TestServers.shared().registryUrl());

    @AfterEach
    void close() {
        registration.close();
    }

    @Test
    void registeringAgainGivesTheSameId() {
        int first = registration.register(REQUESTS, BackupRequested.getClassSchema());

        registration.register(CATALOGUE);

        assertThat(registration.register(REQUESTS, BackupRequested.getClassSchema()))
                .isEqualTo(first);
    }

    @Test
    void everyRecordOfEveryTopicHasASubject() {
        assertThat(registration.register(CATALOGUE))
                .isEqualTo(CATALOGUE.topics().stream()
                        .mapToInt(topic -> topic.records().size())
                        .sum());
    }

    @Test
    void aChangeThatBreaksReadersIsRefusedByName() {
        Schema broken = SchemaBuilder.record("BackupRequested")
                .namespace("com.orocloud.events")
                .fields()
                .requiredString("quiteAnother")
                .endRecord();

        assertThatThrownBy(() -> registration.register(REQUESTS, broken))
                .isInstanceOf(ServerFailed.class)
                .hasMessageContaining("orocloud.requests.portal.v1-com.orocloud.events.BackupRequested")
                .hasMessageContaining("FULL_TRANSITIVE");
    }

    @Test
    void aRegistryThatIsAwayIsNamed() {
        String nobody = "http://" + TestServers.shared().address(0, 99) + ":8080";
        try (var elsewhere = new SchemaRegistration(nobody)) {
            assertThatThrownBy(() -> elsewhere.register(CATALOGUE))
                    .isInstanceOf(ServerFailed.class)
                    .hasMessageContaining(nobody);
        }
    }
}
