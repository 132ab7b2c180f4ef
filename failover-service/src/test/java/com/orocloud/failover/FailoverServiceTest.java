package com.orocloud.failover;

import static com.orocloud.failover.TestingService.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.CustomerDnsActionRequired;
import com.orocloud.events.CustomerDnsConfirmed;
import com.orocloud.events.DnsActor;
import com.orocloud.events.DnsDriftEnded;
import com.orocloud.events.DnsDrifted;
import com.orocloud.events.DnsPropagated;
import com.orocloud.events.DnsRecord;
import com.orocloud.events.DnsTtlJudged;
import com.orocloud.events.DnsUpdateFailed;
import com.orocloud.events.DnsUpdateRequested;
import com.orocloud.events.DnsUpdated;
import com.orocloud.events.DomainMode;
import com.orocloud.events.EnvironmentAccepted;
import com.orocloud.events.EnvironmentType;
import com.orocloud.events.EventMeta;
import com.orocloud.events.IaasProvider;
import com.orocloud.events.RegionDeclared;
import com.orocloud.events.RegionDown;
import com.orocloud.events.RegionForecast;
import com.orocloud.events.RegionRef;
import com.orocloud.events.RegionSnapshot;
import com.orocloud.events.RegionStatus;
import com.orocloud.events.RegionVerdict;
import com.orocloud.events.SiteRole;
import com.orocloud.events.catalogue.EventKey;
import com.orocloud.failover.names.TestingCloudflare;
import com.orocloud.failover.names.TestingProviderApi;
import com.orocloud.failover.names.TestingZones;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.servers.NameServer;
import com.orocloud.testkit.Meta;
import com.orocloud.testkit.RealServers;
import com.orocloud.testkit.Said;
import com.orocloud.testkit.TestDatabase;
import com.orocloud.testkit.TestServers;
import com.orocloud.testkit.TestTopics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.xbill.DNS.Name;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Names and regions through the running service, with a real broker and a real name server. */
@RealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailoverServiceTest {

    private static final String SECRET = "bm90LXRoZS1zZWNyZXQtb2YtcHJvZHVjdGlvbi0xMjM=";
    private static final String OWNERS_SECRET = "Z2xvYmV4LWtleS1vZi10aGlzLXRlc3Qtb25seS0xMjM=";
    private static final String FIRST = "192.0.2.1";
    private static final String SECOND = "192.0.2.2";

    private final TestServers servers;
    private final TestTopics topics;
    private TestingProvider provider;
    private NameServer nameServer;
    private TestingZones zones;
    private TestingCloudflare cloudflare;
    private TestingCloudflare edge;
    private TestDatabase database;
    private ConfigurableApplicationContext service;
    private List<TestingVantagePoint> vantagePoints;

    @TempDir
    private static Path directory;

    FailoverServiceTest(TestServers servers, TestTopics topics) {
        this.servers = servers;
        this.topics = topics;
    }

    @BeforeAll
    void startEverything() throws IOException {
        nameServer = servers.startNameServer(
                List.of(
                        NameServer.Zone.ownedBy("failover-service", "orocloud.test"),
                        NameServer.Zone.ownedBy("globex", "globex.test", "shop A " + FIRST)),
                List.of(new NameServer.Key("failover-service", SECRET), new NameServer.Key("globex", OWNERS_SECRET)));
        zones = TestingZones.shared(servers);
        cloudflare = new TestingCloudflare(zones);
        edge = new TestingCloudflare(zones, TestingZones.AT_EDGE);
        provider = new TestingProvider(servers.address(22, 1));
        database = TestDatabase.create("failover");
        start();
        vantagePoints = TestingVantagePoint.startAll(servers, provider);
    }

    private void start() throws IOException {
        Path key = directory.resolve("dns-key");
        Files.writeString(key, SECRET);
        Path token = Files.writeString(directory.resolve("cloudflare-token"), TestingProviderApi.TOKEN);
        var settings = new HashMap<String, Object>(Map.of(
                "failover.dns.zones[0].name-server.address",
                nameServerAddress(),
                "failover.dns.zones[0].name-server.key-file",
                key,
                "failover.dns.watch-interval",
                "2s"));
        settings.putAll(atCloudflare("failover.dns.zones[1].", TestingZones.AT_CLOUDFLARE, cloudflare, token));
        settings.putAll(atCloudflare("failover.dns.zones[2].", TestingZones.AT_EDGE, edge, token));
        settings.put("failover.dns.zones[2].cloudflare.edge", true);
        service = TestingService.start(database, provider, directory, settings);
    }

    private Map<String, Object> atCloudflare(String zone, String name, TestingCloudflare host, Path token) {
        return Map.of(
                zone + "name",
                name,
                zone + "authoritative-servers",
                zones.address(),
                zone + "cloudflare.endpoint",
                host.endpoint() + "/client/v4",
                zone + "cloudflare.zone-id",
                TestingCloudflare.ZONE_ID,
                zone + "cloudflare.token-file",
                token);
    }

    private String nameServerAddress() {
        return nameServer.settings().host() + ":" + nameServer.settings().port();
    }

    @AfterAll
    void end() {
        vantagePoints.forEach(TestingVantagePoint::close);
        service.close();
        provider.close();
        cloudflare.close();
        edge.close();
        nameServer.stop();
    }

    private static DnsUpdateRequested requested(
            String writer, String name, long epoch, DomainMode mode, List<String> old, String value) {
        String environmentId = name.substring(0, name.indexOf('.')) + "-env";
        return new DnsUpdateRequested(
                Meta.of(writer, "acme", environmentId),
                environmentId,
                epoch,
                UUID.randomUUID(),
                epoch == 1 ? SiteRole.PRIMARY : SiteRole.DR,
                mode,
                List.of(new DnsRecord(name, "A", old, List.of(value), 30)),
                null,
                false);
    }

    private DnsUpdated updated(DnsUpdateRequested request) {
        return topics.await(DnsUpdated.class, event -> event.getChangeId().equals(request.getChangeId()));
    }

    private DnsUpdateRequested ask(
            String writer, String name, long epoch, DomainMode mode, List<String> old, String value) {
        DnsUpdateRequested request = requested(writer, name, epoch, mode, old, value);
        topics.say(writer, request);
        return request;
    }

    @Test
    void aNameIsGivenMovedAndNeverMovedBack() {
        String name = "moved.orocloud.test";
        var first = ask("provisioning-service", name, 1, DomainMode.PLATFORM_ZONE, List.of(), FIRST);
        assertThat(updated(first).getPerformedBy()).isEqualTo(DnsActor.PLATFORM);
        updated(ask("dr-service", name, 2, DomainMode.PLATFORM_ZONE, List.of(FIRST), SECOND));
        var late = ask("provisioning-service", name, 1, DomainMode.PLATFORM_ZONE, List.of(SECOND), FIRST);
        var refused =
                topics.await(DnsUpdateFailed.class, event -> event.getChangeId().equals(late.getChangeId()));
        assertThat(refused.getFailure().getCode()).isEqualTo("STALE_EPOCH");
    }

    @Test
    void aNameAtAProviderIsSaidToBeMovedOnlyWhenItsNameServersAnswerIt() {
        String name = "hosted." + TestingZones.AT_CLOUDFLARE;
        cloudflare.hold();
        var first = ask("provisioning-service", name, 1, DomainMode.PLATFORM_ZONE, List.of(), FIRST);
        patiently().until(() -> cloudflare.has(name, FIRST));
        int asked = cloudflare.asked();
        patiently().until(() -> cloudflare.asked() > asked + 3);
        assertThat(topics.said(DnsUpdated.class, event -> event.getChangeId().equals(first.getChangeId())))
                .as("Cloudflare has it, its name servers do not")
                .isEmpty();
        cloudflare.letGo();
        assertThat(updated(first).getVerifiedServers()).containsExactly(zones.address());
        updated(ask("dr-service", name, 2, DomainMode.PLATFORM_ZONE, List.of(FIRST), SECOND));
    }

    @Test
    void anOwnersZoneIsOnlyLookedAt() throws IOException {
        var right = ask(
                "provisioning-service",
                "shop.globex.test",
                1,
                DomainMode.CUSTOMER_DOMAIN_PLATFORM_CERT,
                List.of(),
                FIRST);
        assertThat(updated(right).getPerformedBy()).isEqualTo(DnsActor.NOT_NEEDED);
        var moved = ask(
                "dr-service", "shop.globex.test", 2, DomainMode.CUSTOMER_DOMAIN_PLATFORM_CERT, List.of(FIRST), SECOND);
        topics.await(
                CustomerDnsActionRequired.class, event -> event.getChangeId().equals(moved.getChangeId()));
        ownerWrites("shop.globex.test.", SECOND);
        assertThat(updated(moved).getPerformedBy()).isEqualTo(DnsActor.DOMAIN_OWNER);
        assertThat(topics.said(
                        CustomerDnsActionRequired.class,
                        event -> event.getChangeId().equals(moved.getChangeId())))
                .hasSize(1);
    }

    @Test
    void aNameThatSomebodyElseChangesIsReportedAndLeftAlone() throws IOException {
        var request = ask(
                "provisioning-service",
                "drift.globex.test",
                1,
                DomainMode.CUSTOMER_DOMAIN_PLATFORM_CERT,
                List.of(),
                FIRST);
        topics.await(
                CustomerDnsActionRequired.class, event -> event.getChangeId().equals(request.getChangeId()));
        topics.say(
                "portal",
                new CustomerDnsConfirmed(
                        Meta.of("portal", "acme", request.getEnvironmentId()),
                        request.getEnvironmentId(),
                        request.getChangeId()));
        ownerWrites("drift.globex.test.", FIRST);
        updated(request);
        topics.await(DnsPropagated.class, event -> event.getChangeId().equals(request.getChangeId()));
        var ttl = topics.await(
                DnsTtlJudged.class, event -> event.getEnvironmentId().equals(request.getEnvironmentId()));
        assertThat(ttl.getTtlSeconds()).isEqualTo(30);

        ownerWrites("drift.globex.test.", SECOND);
        var drift = topics.await(DnsDrifted.class, event -> event.getChangeId().equals(request.getChangeId()));
        assertThat(drift.getNames().getFirst().getFound()).containsExactly(SECOND);
        ownerWrites("drift.globex.test.", FIRST);
        topics.await(DnsDriftEnded.class, event -> event.getChangeId().equals(request.getChangeId()));
    }

    private void ownerWrites(String name, String value) throws IOException {
        Update update = new Update(Name.fromString("globex.test."));
        update.replace(Name.fromString(name), Type.A, 30, value);
        var resolver = new SimpleResolver(new InetSocketAddress(
                nameServer.settings().host(), nameServer.settings().port()));
        resolver.setTSIGKey(new TSIG(
                TSIG.HMAC_SHA256,
                Name.fromString("globex."),
                Base64.getDecoder().decode(OWNERS_SECRET)));
        assertThat(resolver.send(update).getRcode()).isZero();
    }

    @Test
    void aWriterThatDiesAtAnyStepMovesANameOnce() throws IOException {
        for (String step :
                List.of("failover.names.after-plan", "failover.names.after-update", "failover.names.after-lookup")) {
            CrashPoint.arm(step);
            String name = step.replace("failover.names.after-", "died-") + ".orocloud.test";
            var request = ask("provisioning-service", name, 1, DomainMode.PLATFORM_ZONE, List.of(), FIRST);
            patiently().until(() -> !CrashPoint.isArmed(step));
            service.close();
            start();
            updated(request);
            assertThat(topics.said(
                            DnsUpdated.class, event -> event.getChangeId().equals(request.getChangeId())))
                    .hasSize(1);
        }
    }

    @Test
    void anEnvironmentBehindAnEdgeMovesTheEdgesOriginAndNeverBack() {
        String name = "edged." + TestingZones.AT_EDGE;
        updated(ask("provisioning-service", name, 1, DomainMode.PLATFORM_ZONE, List.of(), FIRST));
        assertThat(edge.has(name, FIRST)).isTrue();
        var moved = ask("dr-service", name, 2, DomainMode.PLATFORM_ZONE, List.of(FIRST), SECOND);
        assertThat(updated(moved).getPerformedBy()).isEqualTo(DnsActor.PLATFORM);
        assertThat(updated(moved).getEdge()).isTrue();
        assertThat(edge.has(name, SECOND)).isTrue();
        var late = ask("provisioning-service", name, 1, DomainMode.PLATFORM_ZONE, List.of(SECOND), FIRST);
        assertThat(topics.await(
                                DnsUpdateFailed.class,
                                event -> event.getChangeId().equals(late.getChangeId()))
                        .getFailure()
                        .getCode())
                .isEqualTo("STALE_EPOCH");
    }

    @Test
    void whatCannotBeReadIsADeadLetterOnEveryTopicThatItHears() {
        topics.poison(List.of(service.getBean(MessageListenerContainer.class)
                .getContainerProperties()
                .getTopics()));
    }

    @Test
    void anOperatorsWordIsSaidOnceHoweverOftenItIsHeard() throws Exception {
        topics.say("provisioning-service", accepted("placed-env"));
        Instant estimate = Instant.now().plus(4, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS);
        var declared = new RegionDeclared(
                Meta.of("portal", "", "GCP:us-central1"),
                new RegionRef(IaasProvider.GCP, "us-central1"),
                RegionVerdict.DOWN,
                "flood",
                estimate);
        topics.say("portal", declared);
        RegionDown down = topics.await(
                RegionDown.class, event -> event.getRegion().getRegion().equals("us-central1"));
        assertThat(down.getExpectedRecoveryAt()).isEqualTo(estimate);
        assertThat(get("/regions")).contains("\"GCP:us-central1\"", "\"DOWN\"");
        theProvidersWordCorroborates();
        theSnapshotSaysWhatIsSaidOverHttp();

        Map<String, Long> before = saidForEachCause();
        service.close();
        topics.rewind("failover-service");
        start();
        topics.repeat(topics.await("the declaration", said -> declared.equals(said.event())));
        var marker = ask("provisioning-service", "marker.orocloud.test", 1, DomainMode.PLATFORM_ZONE, List.of(), FIRST);
        updated(marker);
        assertThat(saidForEachCause())
                .as("a replay of every topic says nothing a second time")
                .containsAllEntriesOf(before);
    }

    private void theProvidersWordCorroborates() {
        provider.says("""
                [{"id": "open1", "status_impact": "SERVICE_OUTAGE", "external_desc": "Flood",
                  "currently_affected_locations": [{"id": "us-central1"}, {"id": "us-east1"}]}]""");
        topics.await(RegionDown.class, event -> "open1".equals(event.getProviderIncidentId()));
        var forecast = topics.await(
                RegionForecast.class, event -> event.getReasons().toString().contains("the provider says so: open1"));
        assertThat(forecast.getStillDownInAnHour())
                .as("an estimate of four hours")
                .isGreaterThan(0.8);
        assertThat(topics.said(
                        RegionDown.class, event -> event.getRegion().getRegion().equals("us-east1")))
                .as("what the page says of a region that answers loses nothing")
                .isEmpty();
        provider.says("[]");
        provider.tells("""
                {"events": [{"name": "projects/orocloud-test/locations/global/events/own1", "title": "Flood",
                  "category": "INCIDENT", "state": "ACTIVE", "detailedState": "CONFIRMED", "relevance": "IMPACTED",
                  "eventImpacts": [{"location": {"locationName": "us-central1"}}]}]}""");
        topics.await(RegionDown.class, event -> "own1".equals(event.getProviderIncidentId()));
        provider.tells("{}");
    }

    /** The newest snapshot of each region, the services' HTTP, and what the facts alone tell. */
    private void theSnapshotSaysWhatIsSaidOverHttp() throws Exception {
        topics.await(
                RegionSnapshot.class,
                event -> event.getRegion().getRegion().equals("us-central1") && event.getStatus() == RegionStatus.DOWN);
        var newest = new HashMap<String, RegionSnapshot>();
        topics.said(RegionSnapshot.class, event -> true)
                .forEach(event -> newest.put(EventKey.of(event.getRegion()), event));
        for (JsonNode shown : JsonMapper.shared().readTree(get("/regions"))) {
            RegionSnapshot snapshot =
                    Objects.requireNonNull(newest.get(shown.path("region").asString()), "a snapshot of every region");
            assertThat(snapshot.getStatus().name())
                    .isEqualTo(shown.path("status").asString());
            assertThat(snapshot.getSince())
                    .isEqualTo(Instant.parse(shown.path("since").asString()).truncatedTo(ChronoUnit.MILLIS));
        }
        RegionDown fact = topics.await(
                RegionDown.class, event -> event.getRegion().getRegion().equals("us-central1"));
        assertThat(newest.get("GCP:us-central1"))
                .returns(fact.getOutageId(), RegionSnapshot::getOutageId)
                .returns(fact.getStartedAt(), RegionSnapshot::getOutageStartedAt)
                .returns(fact.getExpectedRecoveryAt(), RegionSnapshot::getExpectedRecoveryAt)
                .returns(fact.getReason(), RegionSnapshot::getReason);
    }

    /** How often each type of fact was said about each key for each reason. */
    private Map<String, Long> saidForEachCause() {
        return topics.all(FailoverServiceTest::isOurs).stream()
                .map(said -> Objects.requireNonNull(said.event()))
                .collect(Collectors.groupingBy(FailoverServiceTest::typeKeyAndCause, Collectors.counting()));
    }

    private static String typeKeyAndCause(SpecificRecord fact) {
        var meta = (EventMeta) fact.get(0);
        return String.join(
                " ", fact.getSchema().getName(), meta.getAggregateId(), String.valueOf(meta.getCausationId()));
    }

    /** Facts and commands; a snapshot may be under way when the service stops, and only repeats what is so. */
    private static boolean isOurs(Said said) {
        return List.of("orocloud.dns.v1", "orocloud.region.v1", "orocloud.failover.v1", "orocloud.failover.commands.v1")
                .contains(said.topic());
    }

    private static EnvironmentAccepted accepted(String environmentId) {
        return EnvironmentAccepted.newBuilder()
                .setMeta(Meta.of("provisioning-service", "acme", environmentId))
                .setEnvironmentId(environmentId)
                .setRequestEventId(UUID.randomUUID())
                .setProject("acme")
                .setType(EnvironmentType.PRODUCTION)
                .setPrimary(new RegionRef(IaasProvider.GCP, "us-central1"))
                .setDisasterRecovery(new RegionRef(IaasProvider.GCP, "us-east1"))
                .setDomainMode(DomainMode.PLATFORM_ZONE)
                .setHostnames(List.of("placed.orocloud.test"))
                .setRepositoryUrl("https://git.example/acme")
                .setGitReference("0123456789012345678901234567890123456789")
                .setCalendarZone("UTC")
                .build();
    }

    @Test
    void everyVantagePointLooksAtEveryRegionAndIsHeard() throws Exception {
        topics.say("provisioning-service", accepted("seen-env"));
        patiently().untilAsserted(() -> {
            var seen = new HashSet<String>();
            for (JsonNode region : JsonMapper.shared().readTree(get("/regions"))) {
                for (JsonNode sighting : region.path("evidence")) {
                    assertThat(sighting.path("silentSince").isNull()).isTrue();
                    seen.add(sighting.path("vantagePoint").asString() + " "
                            + sighting.path("target").asString());
                }
            }
            for (String point : TestingService.VANTAGE_POINTS) {
                assertThat(seen).contains(point + " api:us-central1", point + " api:us-east1");
                assertThat(seen).contains(point + " store:us-central1");
            }
            for (JsonNode point : JsonMapper.shared().readTree(get("/vantage-points"))) {
                assertThat(point.path("judges").toString()).contains("GCP:us-central1", "GCP:us-east1");
            }
        });
        assertThat(provider.tokens())
                .as("the token goes where it is for, and is sent there")
                .containsOnly("Bearer token-of-this-vantage-point");
        provider.lose("us-east1");
        patiently()
                .untilAsserted(() -> assertThat(get("/regions")).containsPattern("api:us-east1\",\"silentSince\":\"2"));
        assertThat(get("/vantage-points"))
                .as("each lost sight of one region only")
                .contains("GCP:us-east1");
        provider.restore("us-east1");
    }

    private String get(String path) throws IOException, InterruptedException {
        String port = service.getEnvironment().getProperty("local.server.port");
        URI uri = URI.create("http://" + servers.address(0, 11) + ":" + port + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
