package com.orocloud.failover.names;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.failover.names.Attempt.Done;
import com.orocloud.failover.names.Attempt.Plan;
import com.orocloud.failover.names.Attempt.Refused;
import com.orocloud.failover.names.Attempt.Unavailable;
import com.orocloud.failover.names.TestingProviderApi.Answer;
import com.orocloud.failover.settings.FailoverSettings.Dns;
import com.orocloud.failover.settings.FailoverSettings.Dns.CloudDns;
import com.orocloud.testkit.TestServers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Names in Google Cloud DNS: its conditions, and what its errors mean. */
class CloudDnsNamesTest extends NamesContract {

    private final TestingCloudDns cloudDns = new TestingCloudDns(zones);

    CloudDnsNamesTest(TestServers servers) {
        super(servers, TestingZones.AT_CLOUD_DNS);
    }

    @AfterAll
    void close() {
        cloudDns.close();
    }

    private Dns.Zone zone(String name, String endpoint, String managedZone) {
        return new Dns.Zone(
                name,
                List.of(zones.address()),
                null,
                new CloudDns(endpoint + "/", TestingCloudDns.PROJECT, managedZone, token()),
                null);
    }

    @Override
    Dns.Zone ours() {
        return zone(TestingZones.AT_CLOUD_DNS, cloudDns.endpoint(), TestingCloudDns.MANAGED_ZONE);
    }

    @Override
    Dns.Zone foreign() {
        return zone(TestingZones.FOREIGN, cloudDns.endpoint(), "globex");
    }

    @Override
    Dns.Zone silent() {
        return zone(TestingZones.AT_CLOUD_DNS, "http://" + NOBODY, TestingCloudDns.MANAGED_ZONE);
    }

    @Override
    void putBySomebodyElse(String name, String value) {
        cloudDns.put(name, "A", value);
    }

    @Test
    void whoseAnswerGotLostFindsThatItIsDone() {
        NameChange change = change(name("cut"), 1, List.of(), FIRST);
        cloudDns.cutNext();
        assertThat(make(names(ours()), change)).isInstanceOf(Unavailable.class);
        assertThat(names.plan(change)).isInstanceOf(Done.class);
        assertThat(lookups.notYetAt(change)).isEmpty();
    }

    @Test
    void whatSomebodyChangedMeanwhileIsNotOverwritten() {
        make(change(name("edited"), 1, List.of(), FIRST));
        var plan = (Plan) names.plan(change(name("edited"), 2, List.of(FIRST), SECOND));
        cloudDns.put(name("edited"), "A", "192.0.2.97");
        assertThat(names.carryOut(plan)).isInstanceOf(Unavailable.class);
        assertSays(name("edited"), "192.0.2.97");
    }

    /** The words are Google's, from public reports of these errors. */
    @Test
    void errorsThatPassAreToldFromThoseThatDoNot() {
        NameChange change = change(name("errors"), 1, List.of(), FIRST);
        List<Answer> passing = List.of(
                cloudDns.error(403, "rateLimitExceeded", "Rate Limit Exceeded"),
                cloudDns.error(
                        403,
                        "quotaExceeded",
                        "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute' of service"
                                + " 'dns.googleapis.com'"),
                cloudDns.error(401, "authError", "Invalid Credentials"),
                cloudDns.error(503, "backendError", "Backend Error"),
                Answer.of(502, "<html>bad gateway</html>"));
        for (Answer answer : passing) {
            cloudDns.answerNext(answer);
            assertThat(names(ours()).plan(change)).as(answer.body()).isInstanceOf(Unavailable.class);
        }
        List<Answer> lasting = List.of(
                cloudDns.error(403, "forbidden", "Forbidden"),
                cloudDns.error(404, "notFound", "The 'parameters.managedZone' resource named 'shops' does not exist."));
        for (Answer answer : lasting) {
            cloudDns.answerNext(answer);
            assertThat(names(ours()).plan(change)).as(answer.body()).isInstanceOf(Refused.class);
        }
        assertThat(make(change)).isInstanceOf(Done.class);
    }
}
