package com.orocloud.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.IaasProvider;
import com.orocloud.events.RegionDeclared;
import com.orocloud.events.RegionRef;
import com.orocloud.events.RegionVerdict;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

@RealServers
class RealServersTest {

    @Test
    void whatIsSaidIsHeard(TestTopics topics) {
        var said = declared("europe-test1");

        topics.say("portal", said);

        assertThat(topics.await(RegionDeclared.class, said::equals)).isEqualTo(said);
        assertThat(topics.said(RegionDeclared.class, said::equals)).hasSize(1);
    }

    @Test
    void databasesAreSeparate() throws SQLException {
        var one = TestDatabase.create("dr");
        var other = TestDatabase.create("dr");
        try (var connection = one.connect();
                var statement = connection.createStatement()) {
            statement.execute("create table t (id int)");
        }
        try (var connection = other.connect();
                var tables = connection.getMetaData().getTables(null, null, "t", null)) {
            assertThat(tables.next()).isFalse();
        }
    }

    private static RegionDeclared declared(String region) {
        return RegionDeclared.newBuilder()
                .setMeta(Meta.of("portal", "acme", "GCP:" + region))
                .setRegion(new RegionRef(IaasProvider.GCP, region))
                .setVerdict(RegionVerdict.DOWN)
                .setReason("test")
                .build();
    }
}
