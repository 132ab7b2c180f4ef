package com.orocloud.failover.region;

import static com.orocloud.failover.region.TestingAnnouncements.announcement;
import static com.orocloud.failover.region.TestingServiceHealth.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.orocloud.failover.region.ProviderFeed.Incident;
import com.orocloud.failover.region.TestingFeed.Answer;
import com.orocloud.failover.region.gcp.GcpServiceHealth;
import com.orocloud.failover.region.oci.OciAnnouncements;
import com.orocloud.failover.settings.FailoverSettings.Announcements;
import com.orocloud.failover.settings.FailoverSettings.ServiceHealth;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** What providers tell this account: understood as they publish it, and never more than it says. */
class ProviderFeedTest {

    private static final String HERE = "europe-west4";
    private static final List<String> REGIONS = List.of(HERE, "europe-west1");
    private static final String FRANKFURT = "eu-frankfurt-1";
    private static final Clock NOW = Clock.fixed(Instant.parse("2026-11-23T10:00:00Z"), ZoneOffset.UTC);

    private final TestingServiceHealth google = new TestingServiceHealth();
    private final TestingAnnouncements oracle = new TestingAnnouncements();
    private final FeedClient client = new FeedClient();

    @TempDir
    private Path directory;

    @BeforeEach
    void writeSecrets() throws IOException {
        Files.writeString(directory.resolve("token"), "token-1\n");
        Files.writeString(directory.resolve("key.pem"), oracle.privateKey());
    }

    @AfterEach
    void end() {
        client.close();
        google.close();
        oracle.close();
    }

    private GcpServiceHealth serviceHealth() {
        return new GcpServiceHealth(
                new ServiceHealth(google.endpoint(), "orocloud-test", directory.resolve("token")), client);
    }

    private OciAnnouncements announcements() {
        return new OciAnnouncements(
                new Announcements(
                        oracle.endpointByRegion(),
                        TestingAnnouncements.TENANCY,
                        TestingAnnouncements.USER,
                        TestingAnnouncements.FINGERPRINT,
                        directory.resolve("key.pem")),
                client,
                NOW);
    }

    @Test
    void nobodyIsAskedWithoutAnAccount() throws Exception {
        var nobodys = List.of(new GcpServiceHealth(null, client), new OciAnnouncements(null, client, NOW));
        for (ProviderFeed feed : nobodys) {
            assertThat(feed.isConfigured()).isFalse();
            assertThat(feed.read(REGIONS)).isEmpty();
        }
    }

    @Test
    void halfAnAccountIsRefusedWithWhatIsMissing() {
        var half = new Binder(new MapConfigurationPropertySource(
                Map.of("google.project", "orocloud-test", "oracle.tenancy", "t", "oracle.user", "u")));
        assertThatThrownBy(() -> half.bind("google", ServiceHealth.class))
                .hasStackTraceContaining("service-health needs project and token-file");
        assertThatThrownBy(() -> half.bind("oracle", Announcements.class))
                .hasStackTraceContaining("announcements needs tenancy, user, fingerprint and private-key");
    }

    @Test
    void anIncidentThatGoogleConfirmsNamesItsRegions() throws Exception {
        assertThat(serviceHealth().read(REGIONS)).as("nothing is the matter").isEmpty();
        google.items.add(event("u4hm2S", "ACTIVE", "CONFIRMED", "IMPACTED", HERE));
        assertThat(serviceHealth().read(REGIONS)).containsOnlyKeys(HERE).hasEntrySatisfying(HERE, incident -> {
            assertThat(incident.id()).isEqualTo("u4hm2S");
            assertThat(incident.summary()).contains("connectivity issue");
        });
    }

    @Test
    void whatGoogleOnlyLooksIntoOrHasClosedOrDoesNotConcernUsIsNoIncident() throws Exception {
        google.items.addAll(List.of(
                event("a", "ACTIVE", "EMERGING", "IMPACTED", HERE),
                event("b", "CLOSED", "RESOLVED", "IMPACTED", HERE),
                event("c", "CLOSED", "FALSE_POSITIVE", "IMPACTED", HERE),
                event("d", "ACTIVE", "CONFIRMED", "NOT_IMPACTED", HERE),
                event("e", "ACTIVE", "CONFIRMED", "RELATED", HERE + "-a"),
                event("f", "ACTIVE", "CONFIRMED", "RELATED", HERE)
                        .replace("\"nextUpdateTime\"", "\"endTime\": \"2026-11-23T10:20:00Z\", \"nextUpdateTime\""),
                event("g", "ACTIVE", "CONFIRMED", "RELATED", HERE).replace("\"INCIDENT\"", "\"SECURITY\""),
                "{\"state\": 7, \"eventImpacts\": {\"location\": []}}",
                event("", "ACTIVE", "CONFIRMED", "RELATED", HERE)));
        assertThat(serviceHealth().read(REGIONS))
                .as("a zone's incident is none of its region")
                .doesNotContainKey(HERE);
        google.items.add(event("h", "ACTIVE", "CONFIRMED", "RELATED", "global"));
        assertThat(serviceHealth().read(REGIONS)).containsKey(ProviderFeed.EVERYWHERE);
    }

    @Test
    void allPagesAreRead() throws Exception {
        for (int i = 0; i < 4; i++) {
            google.items.add(event("other" + i, "ACTIVE", "CONFIRMED", "RELATED", "us-east" + i));
            oracle.items.add(announcement("OTHER-" + i, "INFORMATION", "", FRANKFURT));
        }
        google.items.add(event("last", "ACTIVE", "CONFIRMED", "RELATED", HERE));
        oracle.items.add(announcement("LAST", "PRODUCTION_EVENT_NOTIFICATION", "", FRANKFURT));
        assertThat(serviceHealth().read(REGIONS)).containsKey(HERE);
        assertThat(google.asked()).as("witness: pages").isEqualTo(3);
        assertThat(announcements().read(List.of(FRANKFURT))).containsKey(FRANKFURT);
        assertThat(oracle.asked()).as("witness: pages").isEqualTo(3);
    }

    @Test
    void pagesWithoutEndAreNotBelieved() {
        for (int i = 0; i < 20; i++) {
            google.answerNext(Answer.of(200, "{\"nextPageToken\": \"again\"}"));
        }
        assertThatThrownBy(() -> serviceHealth().read(REGIONS)).hasMessageContaining("without end");
        assertThat(google.asked()).isEqualTo(10);
    }

    @Test
    void aTokenThatRanOutSaysNothingUntilItIsExchanged() throws Exception {
        google.items.add(event("u4hm2S", "ACTIVE", "CONFIRMED", "IMPACTED", HERE));
        google.acceptOnly("token-2");
        assertThatThrownBy(() -> serviceHealth().read(REGIONS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("401");
        Files.writeString(directory.resolve("token"), "token-2");
        assertThat(serviceHealth().read(REGIONS)).containsKey(HERE);
        Files.writeString(directory.resolve("token"), "two\nlines");
        assertThatThrownBy(() -> serviceHealth().read(REGIONS))
                .hasMessageContaining("holds no token")
                .hasMessageNotContaining("two");
    }

    @Test
    void answersThatAreSomethingElseSayNothing() {
        for (Answer answer : List.of(
                Answer.of(200, "<html>maintenance</html>"),
                Answer.of(200, "[]"),
                Answer.of(200, ""),
                Answer.of(403, "{\"error\": {\"code\": 403, \"status\": \"PERMISSION_DENIED\"}}"),
                Answer.of(503, ""))) {
            google.answerNext(answer);
            assertThatThrownBy(() -> serviceHealth().read(REGIONS))
                    .as(answer.toString())
                    .isInstanceOf(Exception.class);
            oracle.answerNext(answer);
            assertThatThrownBy(() -> announcements().read(List.of(FRANKFURT)))
                    .as(answer.toString())
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aFeedThatStopsHalfwayIsNotWaitedFor() {
        google.stopHalfway();
        google.answerNext(Answer.of(200, "{\"events\": []}"));
        try (var impatient = new FeedClient(Duration.ofMillis(300))) {
            assertThatThrownBy(() -> impatient.get(URI.create(google.endpoint()), Map.of()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("did not answer in 300 ms");
        }
    }

    @Test
    void whatHappensInProductionNowIsAnIncidentOfItsRegions() throws Exception {
        oracle.items.addAll(List.of(
                announcement("ANN-1", "SCHEDULED_MAINTENANCE", "", FRANKFURT),
                announcement("ANN-2", "PRODUCTION_EVENT_NOTIFICATION", "2026-11-23T09:59:00.000Z", FRANKFURT),
                announcement("ANN-3", "PRODUCTION_EVENT_NOTIFICATION", "2026-11-23T09:59:00.000+0000", FRANKFURT),
                announcement("ANN-4", "PRODUCTION_EVENT_NOTIFICATION", "", "uk-london-1"),
                "{\"announcementType\": [], \"affectedRegions\": 1}"));
        assertThat(announcements().read(List.of(FRANKFURT)))
                .as("active announcements of what is over")
                .containsOnlyKeys("uk-london-1");
        oracle.items.add(announcement("ANN-5", "PRODUCTION_EVENT_NOTIFICATION", "later", FRANKFURT));
        assertThat(announcements().read(List.of(FRANKFURT)))
                .containsEntry(
                        FRANKFURT, new Incident("ANN-5", "Networking | Germany Central (Frankfurt) | Ongoing issues"));
    }

    @Test
    void aLostRegionsOwnAnnouncementsAreReadInAnother() throws Exception {
        oracle.items.add(announcement("ANN-5", "PRODUCTION_EVENT_NOTIFICATION", "", FRANKFURT));
        oracle.lose(FRANKFURT);
        assertThat(announcements().read(List.of(FRANKFURT, "uk-london-1"))).containsKey(FRANKFURT);
        oracle.lose("uk-london-1");
        assertThatThrownBy(() -> announcements().read(List.of(FRANKFURT, "uk-london-1")))
                .isInstanceOf(IOException.class);
    }

    @Test
    void oracleIsAskedWithASignatureByTheKeyOfThatMoment() throws Exception {
        Files.writeString(directory.resolve("key.pem"), TestingAnnouncements.pem(TestingAnnouncements.newKeys()));
        assertThatThrownBy(() -> announcements().read(List.of(FRANKFURT))).hasStackTraceContaining("401");
        Files.writeString(directory.resolve("key.pem"), "no key");
        assertThatThrownBy(() -> announcements().read(List.of(FRANKFURT))).hasStackTraceContaining("key.pem");
        Files.writeString(directory.resolve("key.pem"), oracle.privateKey());
        assertThat(announcements().read(List.of(FRANKFURT))).isEmpty();
    }
}
