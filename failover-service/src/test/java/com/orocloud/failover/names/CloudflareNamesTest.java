package com.orocloud.failover.names;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.failover.names.Attempt.Done;
import com.orocloud.failover.names.Attempt.Refused;
import com.orocloud.failover.names.Attempt.Unavailable;
import com.orocloud.failover.names.TestingProviderApi.Answer;
import com.orocloud.failover.settings.FailoverSettings.Dns;
import com.orocloud.failover.settings.FailoverSettings.Dns.Cloudflare;
import com.orocloud.testkit.TestServers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Names at Cloudflare: the conditions that it does not know and is held to all the same, and what its errors mean. */
class CloudflareNamesTest extends NamesContract {

    private final TestingCloudflare cloudflare = new TestingCloudflare(zones);

    CloudflareNamesTest(TestServers servers) {
        super(servers, TestingZones.AT_CLOUDFLARE);
    }

    @AfterAll
    void close() {
        cloudflare.close();
    }

    private Dns.Zone zone(String name, String endpoint, String zoneId) {
        return new Dns.Zone(
                name,
                List.of(zones.address()),
                null,
                null,
                new Cloudflare(endpoint + "/client/v4", zoneId, token(), false));
    }

    @Override
    Dns.Zone ours() {
        return zone(TestingZones.AT_CLOUDFLARE, cloudflare.endpoint(), TestingCloudflare.ZONE_ID);
    }

    @Override
    Dns.Zone foreign() {
        return zone(TestingZones.FOREIGN, cloudflare.endpoint(), TestingCloudflare.FOREIGN_ZONE_ID);
    }

    @Override
    Dns.Zone silent() {
        return zone(TestingZones.AT_CLOUDFLARE, "http://" + NOBODY, TestingCloudflare.ZONE_ID);
    }

    @Override
    void putBySomebodyElse(String name, String value) {
        cloudflare.put(name, "A", value, false);
    }

    @Test
    void whoseAnswerGotLostFindsThatItIsDone() {
        NameChange change = change(name("cut"), 1, List.of(), FIRST);
        cloudflare.cutNext();
        assertThat(make(names(ours()), change)).isInstanceOf(Unavailable.class);
        assertThat(names.plan(change)).isInstanceOf(Done.class);
        assertThat(lookups.notYetAt(change)).isEmpty();
    }

    @Test
    void aShorterTimeThanTheyAllowIsKeptAtTheirLeast() {
        NameChange change = change(1, new NameChange.Wanted(name("short"), "A", List.of(), List.of(FIRST), 30));
        assertThat(make(change)).isInstanceOf(Done.class);
        assertThat(lookups.ttlSeconds(change)).isEqualTo(60);
    }

    @Test
    void aNameBehindTheirProxyIsLeftAlone() {
        cloudflare.put(name("proxied"), "A", FIRST, true);
        var refused = (Refused) names.plan(change(name("proxied"), 1, List.of(FIRST), SECOND));
        assertThat(refused.message()).contains("DNS only");
    }

    /** The words are Cloudflare's, from public reports of these errors. */
    @Test
    void errorsThatPassAreToldFromThoseThatDoNot() {
        NameChange change = change(name("errors"), 1, List.of(), FIRST);
        List<Answer> passing = List.of(
                cloudflare.error(401, 10000, "Authentication error"),
                cloudflare.error(500, 10001, "Internal server error"),
                Answer.of(520, "<html>Web server is returning an unknown error</html>"));
        for (Answer answer : passing) {
            cloudflare.answerNext(answer);
            assertThat(names(ours()).plan(change)).as(answer.body()).isInstanceOf(Unavailable.class);
        }
        List<Answer> lasting = List.of(
                cloudflare.error(403, 10000, "Authentication error"),
                cloudflare.error(
                        404,
                        7003,
                        "Could not route to /zones/x/dns_records, perhaps your object identifier is invalid?"));
        for (Answer answer : lasting) {
            cloudflare.answerNext(answer);
            assertThat(names(ours()).plan(change)).as(answer.body()).isInstanceOf(Refused.class);
        }
        assertThat(make(change)).isInstanceOf(Done.class);
    }

    @Test
    void whoeverAskedTooMuchAsksNoMoreUntilItMay() {
        Names patient = names(ours());
        NameChange change = change(name("limited"), 1, List.of(), FIRST);
        Answer limited = cloudflare.error(429, 971, "Please wait and consider throttling your request speed");
        cloudflare.answerNext(new Answer(429, limited.body(), Map.of("Retry-After", "1")));
        assertThat(patient.plan(change)).isInstanceOf(Unavailable.class);
        int asked = cloudflare.asked();
        assertThat(patient.plan(change)).isInstanceOf(Unavailable.class);
        assertThat(cloudflare.asked()).as("nobody was asked").isEqualTo(asked);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> make(patient, change) instanceof Done);
    }
}
