package com.orocloud.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.orocloud.events.IaasProvider;
import com.orocloud.events.RegionDeclared;
import com.orocloud.events.RegionRef;
import com.orocloud.events.RegionVerdict;
import java.sql.SQLException;
import java.util.Map;
import org.apache.kafka.common.errors.AuthorizationException;
import org.junit.jupiter.api.Test;

@RealServers
class RealServersTest {

    private static final String REQUESTS = "orocloud.requests.portal.v1";

    @Test
    void whatIsSaidIsHeard(TestTopics topics) {
        var said = declared("europe-test1");

        topics.say("portal", said);

        assertThat(topics.await(RegionDeclared.class, said::equals)).isEqualTo(said);
        assertThat(topics.said(RegionDeclared.class, said::equals)).hasSize(1);
    }

    @Test
    void whatIsRepeatedIsTheSameBytesAgain(TestTopics topics) {
        var said = declared("europe-test2");
        topics.say("portal", said);
        Said first = topics.await("the declaration", each -> said.equals(each.event()));

        topics.repeat(first);

        assertThat(topics.all(each -> said.equals(each.event())))
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.bytes()).isEqualTo(first.bytes()))
                .allSatisfy(each -> assertThat(each.headers()).isEqualTo(first.headers()));
    }

    @Test
    void whatCannotBeReadIsSeenAsBytes(TestTopics topics) {
        byte[] poison = {1, 2, 3};

        topics.sayBytes("portal", REQUESTS, "poison", poison, Map.of());

        Said said = topics.await("the poison", each -> "poison".equals(each.key()));
        assertThat(said.bytes()).isEqualTo(poison);
        assertThat(said.event()).isNull();
    }

    @Test
    void nobodySaysWhatIsNotHisToSay(TestTopics topics) {
        assertThatThrownBy(() -> topics.say("dr-service", REQUESTS, "key", declared("europe-test3")))
                .hasMessageContaining("dr-service")
                .hasCauseInstanceOf(AuthorizationException.class);
    }

    @Test
    void whatWasSaidOutlivesTheBrokersCrash(TestServers servers, TestTopics topics) {
        var said = declared("europe-test4");
        topics.say("portal", said);

        servers.broker().crashAndRestart();

        assertThat(topics.said(RegionDeclared.class, said::equals)).hasSize(1);
        var after = declared("europe-test5");
        topics.say("portal", after);
        assertThat(topics.await(RegionDeclared.class, after::equals)).isEqualTo(after);
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
