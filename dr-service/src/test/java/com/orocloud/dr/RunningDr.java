package com.orocloud.dr;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import com.orocloud.events.DnsUpdateRequested;
import com.orocloud.events.DrCaseStatus;
import com.orocloud.events.DrInfrastructureRequested;
import com.orocloud.events.IaasProvider;
import com.orocloud.events.RegionRef;
import com.orocloud.events.RestoreRequested;
import com.orocloud.events.SiteFenceRequested;
import com.orocloud.messaging.StateTable;
import com.orocloud.testkit.Boot;
import com.orocloud.testkit.TestDatabase;
import com.orocloud.testkit.TestServers;
import com.orocloud.testkit.TestTopics;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.awaitility.Awaitility;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.listener.MessageListenerContainer;

/** dr-service running in this JVM against real servers, with a shop to visit and names to look up. */
final class RunningDr implements AutoCloseable {

    private static final Pattern PLAN = Pattern.compile("name=\"plan\" value=\"([0-9a-f]{64})\"");

    private final TestTopics topics;
    private final TestDatabase database;
    private final TestingShop shop;
    private final TestingNameServer nameServer;
    private final Path keys;
    private final HttpClient http = HttpClient.newHttpClient();
    private ConfigurableApplicationContext context;

    private RunningDr(TestTopics topics) throws IOException {
        var address = TestServers.shared().address(7, 1);
        this.topics = topics;
        this.database = TestDatabase.create("dr");
        this.shop = new TestingShop(address);
        this.nameServer = new TestingNameServer(address);
        this.keys = Files.createTempDirectory("dr-keys");
        SigningKey.create(keys.resolve("private.jwk"), keys.resolve("public.jwks"));
        this.context = boot();
    }

    static RunningDr start(TestTopics topics) throws IOException {
        return new RunningDr(topics);
    }

    /** The topics that it listens to. */
    List<String> heard() {
        return List.of(context.getBean(MessageListenerContainer.class)
                .getContainerProperties()
                .getTopics());
    }

    private ConfigurableApplicationContext boot() {
        return Boot.start(
                DrService.class,
                "dr-service",
                database,
                Map.of(
                        "dr.public-url", "http://dr.test",
                        "dr.signing-key", keys.resolve("private.jwk"),
                        "dr.dns-server", nameServer.address()));
    }

    /** As after a crash: nothing is kept but the database and what the broker has. */
    void restart() {
        context.close();
        context = boot();
    }

    void stop() {
        context.close();
    }

    void startAgain() {
        context = boot();
    }

    /** While it is stopped: empties the inbox. */
    void forgetWhatWasHeard() throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute("delete from inbox");
        }
    }

    /** Says that one more backup of this environment is good. */
    UUID backupOf(Story story) {
        var backup = UUID.randomUUID();
        topics.say("backup-service", story.verified(backup));
        return backup;
    }

    boolean knows(Story story, UUID backup) {
        StateTable<ProtectedEnvironment> environments = table("protectedEnvironments");
        return environments
                .find(story.environmentId)
                .flatMap(stored -> stored.state().points().find(backup))
                .isPresent();
    }

    JdbcClient jdbc() {
        return context.getBean(JdbcClient.class);
    }

    DrCaseStatus statusOf(Story story) {
        StateTable<Recovery> recoveries = table("recoveries");
        return recoveries
                .find(story.environmentId)
                .map(stored -> DrFacts.status(stored.state()))
                .orElse(DrCaseStatus.UNKNOWN);
    }

    TestingShop shop() {
        return shop;
    }

    TestingNameServer nameServer() {
        return nameServer;
    }

    @SuppressWarnings("unchecked")
    <S> StateTable<S> table(String name) {
        return (StateTable<S>) context.getBean(name, StateTable.class);
    }

    /** An environment that runs in a region of its own, with one good backup in the east. */
    Story serving(String environmentId) {
        var story = new Story(environmentId, Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS));
        story.primary = new RegionRef(IaasProvider.GCP, "west-" + environmentId);
        story.drAddress = TestServers.shared().address(7, 1);
        story.port = shop.port();
        topics.say("portal", story.requested());
        topics.say("provisioning-service", story.accepted());
        topics.say("provisioning-service", story.reserved());
        topics.say("provisioning-service", story.provisionedPrimary());
        topics.say("backup-service", story.verified());
        topics.say("backup-service", story.replicated());
        StateTable<ProtectedEnvironment> environments = table("protectedEnvironments");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> environments
                        .find(environmentId)
                        .filter(e -> e.state()
                                .points()
                                .newestUsableWithout(Region.of(story.primary))
                                .isPresent())
                        .filter(e -> e.state() instanceof ProtectedEnvironment.Serving)
                        .isPresent());
        return story;
    }

    /** The story's region is lost, ten minutes after the backup. */
    void lose(Story story, Duration backIn) {
        story.now = story.now.plus(Duration.ofMinutes(10));
        topics.say(
                "failover-service",
                story.down(Clock.systemUTC().instant().plus(backIn).truncatedTo(ChronoUnit.MILLIS)));
    }

    /** What was asked of other services about this environment's recovery. */
    List<SpecificRecord> commands(Story story) {
        var commands = new ArrayList<SpecificRecord>();
        commands.addAll(topics.said(
                DrInfrastructureRequested.class, e -> e.getEnvironmentId().equals(story.environmentId)));
        commands.addAll(
                topics.said(SiteFenceRequested.class, e -> e.getEnvironmentId().equals(story.environmentId)));
        commands.addAll(
                topics.said(RestoreRequested.class, e -> e.getEnvironmentId().equals(story.environmentId)));
        commands.addAll(
                topics.said(DnsUpdateRequested.class, e -> e.getEnvironmentId().equals(story.environmentId)));
        return commands;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(url(path)).GET().build());
    }

    HttpResponse<String> head(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(url(path)).HEAD().build());
    }

    HttpResponse<String> post(String path, Map<String, String> form, String... headers)
            throws IOException, InterruptedException {
        var body = new ArrayList<String>();
        form.forEach((name, value) -> body.add(name + "=" + URLEncoder.encode(value, UTF_8)));
        var request = HttpRequest.newBuilder(url(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(String.join("&", body)));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request.build());
    }

    /** Opens the mailed link and presses the button. */
    HttpResponse<String> approve(String link) throws IOException, InterruptedException {
        var path = URI.create(link).getPath();
        return post(path, Map.of("decision", "approve", "plan", shownPlan(path)));
    }

    /** The plan hash in the page's form; empty if there is no form. */
    String shownPlan(String path) throws IOException, InterruptedException {
        var shown = PLAN.matcher(get(path).body());
        return shown.find() ? shown.group(1) : "";
    }

    /** What a proof says, once its signature was checked with the public key set. */
    Map<String, Object> claims(String proof) throws Exception {
        var jwt = SignedJWT.parse(proof);
        var key = JWKSet.load(keys.resolve("public.jwks").toFile())
                .getKeyByKeyId(jwt.getHeader().getKeyID());
        if (!jwt.verify(new ECDSAVerifier(key.toECKey()))) {
            throw new AssertionError("the proof's signature is not dr-service's");
        }
        return new HashMap<>(jwt.getJWTClaimsSet().getClaims());
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private URI url(String path) {
        var environment = context.getEnvironment();
        return URI.create("http://" + environment.getProperty("server.address") + ":"
                + environment.getProperty("local.server.port") + path);
    }

    @Override
    public void close() {
        context.close();
        shop.close();
        nameServer.close();
        http.close();
    }
}
