package com.orocloud.failover.redundancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.orocloud.events.Component;
import com.orocloud.failover.redundancy.Look.Grade;
import com.orocloud.failover.redundancy.Members.Member;
import com.orocloud.failover.secrets.Credentials;
import com.orocloud.failover.settings.FailoverSettings;
import com.orocloud.servers.PostgresServer;
import com.orocloud.testkit.RealServers;
import com.orocloud.testkit.TestServers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Against real Redis, Sentinels, HAProxy and PostgreSQL; sockets that say what real servers say play the rest. */
@RealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodeProbesTest {

    private static final String HTTP = "HTTP/1.1 %d x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    private final TestServers servers;
    private final AtomicBoolean secretIsKnown = new AtomicBoolean(true);
    private TestingNodes nodes;
    private HttpServer secrets;
    private NodeProbes probes;

    @TempDir
    private static Path directory;

    NodeProbesTest(TestServers servers) {
        this.servers = servers;
    }

    @BeforeAll
    void start() throws IOException {
        secrets = HttpServer.create(new InetSocketAddress(servers.address(26, 9), 0), 0);
        secrets.createContext("/", exchange -> {
            byte[] data = ("{\"cache\":\"" + TestingNodes.PASSWORD + "\"}").getBytes(StandardCharsets.UTF_8);
            byte[] page = ("{\"payload\":{\"data\":\"" + Base64.getEncoder().encodeToString(data) + "\"}}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(secretIsKnown.get() ? 200 : 503, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        secrets.start();
        probes = probes();
        nodes = new TestingNodes(directory);
        nodes.startCache("main", servers.address(26, 1), servers.address(26, 1));
        nodes.startCache("replica", servers.address(26, 2), servers.address(26, 1));
    }

    /** As a service makes them that has just started. */
    private NodeProbes probes() throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "token");
        String endpoint = "http://" + secrets.getAddress().getHostString() + ":"
                + secrets.getAddress().getPort();
        var keys = Map.of(
                "failover.secrets.endpoint", endpoint,
                "failover.secrets.token-file", token.toString(),
                "failover.dns.zones[0].name", "orocloud.test",
                "failover.dns.zones[0].name-server.address", "127.0.0.1:1",
                "failover.dns.zones[0].name-server.key-name", "key",
                "failover.dns.zones[0].name-server.key-file", token.toString(),
                "failover.vantage-points[0].name", "one",
                "failover.vantage-points[0].network", "a",
                "failover.vantage-points[1].name", "two",
                "failover.vantage-points[1].network", "b");
        var all = new HashMap<>(keys);
        all.put("failover.vantage-points[2].name", "three");
        all.put("failover.vantage-points[2].network", "c");
        all.put("failover.probe-interval", "250ms");
        FailoverSettings settings = new Binder(new MapConfigurationPropertySource(all))
                .bind("failover", FailoverSettings.class)
                .get();
        return new NodeProbes(new Credentials(settings), settings);
    }

    @AfterAll
    void end() {
        nodes.close();
        probes.destroy();
        secrets.stop(0);
    }

    @Test
    void aCacheNodeSaysWhetherItLeadsOrFollowsAndIsAskedForItsSentinelToo() throws Exception {
        await().untilAsserted(() -> assertThat(look(Component.CACHE, servers.address(26, 2), TestingNodes.REDIS_PORT))
                .isEqualTo(Look.works("replica of the cache")));
        assertThat(cacheMain()).isEqualTo(Look.works("main of the cache"));

        nodes.freeze("main-sentinel");
        assertThat(cacheMain().grade()).isEqualTo(Grade.IDLE);
        assertThat(cacheMain().detail()).contains("Sentinel");
        nodes.process("main-sentinel").thaw();
        await().untilAsserted(() -> assertThat(cacheMain().grade()).isEqualTo(Grade.WORKS));

        nodes.freeze("main");
        assertThat(cacheMain().grade()).isEqualTo(Grade.SILENT);
        nodes.process("main").thaw();
        assertThat(look(Component.CACHE, servers.address(26, 7), TestingNodes.REDIS_PORT))
                .isEqualTo(Look.silent("nothing listens there"));
        await().untilAsserted(() -> assertThat(cacheMain().grade()).isEqualTo(Grade.WORKS));
    }

    @Test
    void aCacheIsNotMissedBecauseASecretManagerIs() throws Exception {
        secretIsKnown.set(false);
        NodeProbes stranger = probes();
        Look look = look(stranger, Component.CACHE, servers.address(26, 1), TestingNodes.REDIS_PORT);
        assertThat(look).isEqualTo(Look.works("answers, role unknown"));
        stranger.destroy();
        secretIsKnown.set(true);
    }

    private Look cacheMain() throws InterruptedException {
        return look(Component.CACHE, servers.address(26, 1), TestingNodes.REDIS_PORT);
    }

    @Test
    void aWebNodeAnswersItsHealthPageAndAFrozenOneDoesNot() throws Exception {
        String address = servers.address(26, 3);
        nodes.startWeb("web", address);
        assertThat(look(Component.WEB, address, TestingNodes.HTTP_PORT)).isEqualTo(Look.works("healthy"));
        nodes.freeze("web");
        assertThat(look(Component.WEB, address, TestingNodes.HTTP_PORT).grade()).isEqualTo(Grade.SILENT);
        nodes.process("web").thaw();
        nodes.process("web").kill();
        assertThat(look(Component.WEB, address, TestingNodes.HTTP_PORT))
                .isEqualTo(Look.silent("nothing listens there"));
        assertThat(said(Component.WEB, HTTP.formatted(502)).grade()).isEqualTo(Grade.AILING);
    }

    @Test
    void aBalancerWorksWhateverBecameOfTheWebNodesBehindIt() throws Exception {
        String address = servers.address(26, 4);
        nodes.startBalancer("balancer", address);
        assertThat(look(Component.WEB, address, TestingNodes.HTTP_PORT))
                .as("witness: there is none behind it")
                .isEqualTo(Look.ailing("its health page says 503"));
        assertThat(look(Component.LOAD_BALANCER, address, TestingNodes.HTTP_PORT)
                        .grade())
                .isEqualTo(Grade.WORKS);
        nodes.freeze("balancer");
        assertThat(look(Component.LOAD_BALANCER, address, TestingNodes.HTTP_PORT)
                        .grade())
                .isEqualTo(Grade.SILENT);
    }

    @Test
    void aDatabaseAnswersThatItSpeaksItsProtocol() throws Exception {
        PostgresServer.Settings postgres = servers.postgres().settings();
        assertThat(look(Component.DATABASE, postgres.host(), postgres.port()).grade())
                .isEqualTo(Grade.WORKS);
        assertThat(said(Component.DATABASE, "").grade()).isEqualTo(Grade.SILENT);
    }

    @Test
    void aRelayThatGreetsAndKnowsEhloWorksAndOneThatRefusesDoesNot() throws Exception {
        assertThat(said(Component.SMTP, "220 relay ready\r\n250-relay\r\n250 SIZE\r\n"))
                .isEqualTo(Look.works("takes mail"));
        assertThat(said(Component.SMTP, "421 too busy\r\n").detail()).isEqualTo("greets with 421 too busy");
        assertThat(said(Component.SMTP, "220 relay ready\r\n451 not now\r\n").grade())
                .isEqualTo(Grade.IDLE);
    }

    @Test
    void aQueueNodeThatBeginsToSpeakAmqpWorks() throws Exception {
        assertThat(said(Component.QUEUE, "\u0001\u0000\u0000").grade()).isEqualTo(Grade.WORKS);
        assertThat(said(Component.QUEUE, "AMQP\u0000").grade()).isEqualTo(Grade.IDLE);
    }

    @Test
    void aConsumerHasToReachTheQueueAndAFilesNodeMayTurnUsAway() throws Exception {
        assertThat(said(Component.CONSUMER, HTTP.formatted(200)).grade()).isEqualTo(Grade.WORKS);
        assertThat(said(Component.CONSUMER, HTTP.formatted(502)).grade()).isEqualTo(Grade.IDLE);
        assertThat(said(Component.FILES, HTTP.formatted(401)).grade()).isEqualTo(Grade.WORKS);
        assertThat(said(Component.FILES, HTTP.formatted(507)).grade()).isEqualTo(Grade.IDLE);
    }

    @Test
    void whoTakesConnectionsAndSaysNothingIsSilent() throws Exception {
        try (ServerSocket frozen = new ServerSocket(0, 64, InetAddress.getLoopbackAddress())) {
            List<Member> members = List.of(
                            Component.QUEUE,
                            Component.SMTP,
                            Component.CACHE,
                            Component.CONSUMER,
                            Component.FILES,
                            Component.DATABASE)
                    .stream()
                    .map(component ->
                            new Member(component, component + "-1", "zone", "127.0.0.1", frozen.getLocalPort()))
                    .toList();
            assertThat(probes.look(site(members)).values())
                    .extracting(Look::grade)
                    .containsOnly(Grade.SILENT)
                    .hasSize(members.size());
        }
    }

    /** Of a server that says this, whatever it is asked. */
    private Look said(Component component, String words) throws IOException, InterruptedException {
        try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> speak(server, words));
            return look(component, "127.0.0.1", server.getLocalPort());
        }
    }

    private static void speak(ServerSocket server, String words) {
        try (Socket caller = server.accept()) {
            caller.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
            caller.shutdownOutput();
            caller.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // the caller has heard enough
        }
    }

    private Look look(Component component, String address, int port) throws InterruptedException {
        return look(probes, component, address, port);
    }

    private static Look look(NodeProbes probes, Component component, String address, int port)
            throws InterruptedException {
        var member = new Member(component, "node-1", "zone", address, port);
        return probes.look(site(List.of(member))).values().iterator().next();
    }

    private static Members site(List<Member> members) {
        return new Members("env", 1, "GCP:europe-west4", "gcpsm://orocloud-test/env", members);
    }
}
