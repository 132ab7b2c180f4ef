package com.orocloud.node;

import static com.orocloud.node.TestingCloud.assignment;
import static com.orocloud.node.TestingCloud.main;
import static com.orocloud.node.TestingCloud.standby;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A whole environment behind its balancer, each node a real supervisor. */
@Timeout(300)
class ShopEnvironmentTest {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int BUYERS = 4;

    /** Usually 50 ms; the bound is for machines that do much else. */
    private static final Duration FIRST_ORDER_WITHIN = Duration.ofSeconds(3);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private TestingCloud cloud;
    private TestingNode one;
    private TestingNode two;
    private TestingNode files;
    private TestingNode webA;
    private TestingNode webB;
    private TestingNode balancer;

    @BeforeEach
    void build() throws Exception {
        cloud = new TestingCloud();
        one = cloud.node("acme-prod-1-db-1");
        two = cloud.node("acme-prod-1-db-2");
        files = cloud.node("acme-prod-1-files-1");
        webA = cloud.node("acme-prod-1-web-1");
        webB = cloud.node("acme-prod-1-web-2");
        balancer = cloud.node("acme-prod-1-lb-1");
        one.assign(main(one, 1, two.slot())).start();
        two.assign(standby(two, 1, one)).start();
        files.assign(withPeers(files, "FILES")).start();
        webA.assign(withPeers(webA, "WEB")).start();
        webB.assign(withPeers(webB, "WEB")).start();
        balancer.assign(withPeers(balancer, "LOAD_BALANCER")).start();
        for (TestingNode node : List.of(one, two, files, webA, webB, balancer)) {
            node.awaitReady(1);
        }
    }

    @AfterEach
    void tearDown() throws IOException {
        cloud.close();
    }

    private JsonObject withPeers(TestingNode node, String role) {
        JsonObject peers = new JsonObject();
        peers.add("database", new Gson().toJsonTree(List.of(one.ip(), two.ip())));
        peers.add("web", new Gson().toJsonTree(List.of(webA.ip(), webB.ip())));
        peers.add("files", new Gson().toJsonTree(List.of(files.ip())));
        JsonObject json = assignment(node.name(), role, 1);
        json.add("peers", peers);
        return json;
    }

    @Test
    void noAcknowledgedOrderIsLostWithTheMainAndTheShopGoesOnAtOnce() throws Exception {
        one.tell("controller", "postgres", "alter system set synchronous_standby_names = '\"" + two.name() + "\"'");
        one.tell("controller", "postgres", "select pg_reload_conf()");
        await().atMost(SOON)
                .until(() -> "sync"
                        .equals(one.ask("controller", "postgres", "select max(sync_state) from pg_stat_replication")));
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        AtomicLong lastAcknowledgedNanos = new AtomicLong();
        AtomicBoolean closing = new AtomicBoolean();
        try (ExecutorService buyers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int buyer = 0; buyer < BUYERS; buyer++) {
                buyers.execute(() -> {
                    while (!closing.get()) {
                        String id = UUID.randomUUID().toString();
                        if (order(id, "cable", null) == 201) {
                            acknowledged.add(id);
                            lastAcknowledgedNanos.set(System.nanoTime());
                        }
                    }
                });
            }
            await().atMost(SOON).until(() -> acknowledged.size() > 100);

            one.crash();
            two.tell("controller", "postgres", "select pg_promote()");
            long promotedNanos = System.nanoTime();
            await().pollInterval(Duration.ofMillis(5))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> lastAcknowledgedNanos.get() > promotedNanos);
            Duration gap = Duration.ofNanos(lastAcknowledgedNanos.get() - promotedNanos);
            assertThat(gap).isLessThan(FIRST_ORDER_WITHIN);
            int then = acknowledged.size();
            await().atMost(SOON).until(() -> acknowledged.size() > then + 50);
            closing.set(true);
        }

        Set<String> kept = new HashSet<>();
        JsonArray ids = JsonParser.parseString(get(balancer, "/orders").body()).getAsJsonArray();
        ids.forEach(id -> kept.add(id.getAsString()));
        assertThat(kept).containsAll(acknowledged);
    }

    @Test
    void anOrderWithItsAttachmentComesBackAndTheSameIdOrdersOnce() throws Exception {
        String id = UUID.randomUUID().toString();

        assertThat(order(id, "cable", "aGVsbG8=")).isEqualTo(201);
        assertThat(order(id, "cable", "aGVsbG8=")).isEqualTo(201);
        assertThat(order(id, "rope", "aGVsbG8=")).isEqualTo(409);
        assertThat(order(id, "cable", "b3RoZXI=")).isEqualTo(409);

        assertThat(get(balancer, "/orders").body()).isEqualTo("[\"" + id + "\"]");
        assertThat(get(balancer, "/orders/" + id + "/attachment").body()).isEqualTo("hello");
        assertThat(get(balancer, "/").body()).contains("<strong>1</strong> orders taken", "cable");
        assertThat(order(UUID.randomUUID().toString(), "", null)).isEqualTo(400);
        assertThat(order("not-an-id", "cable", null)).isEqualTo(400);
    }

    @Test
    void theBalancerGoesRoundALostWebNodeSaysSoWhenNoneIsLeftAndRefusesAFlood() throws Exception {
        webA.crash();
        await().atMost(SOON).until(() -> get(balancer, "/").statusCode() == 200);
        webB.crash();

        await().atMost(SOON).until(() -> get(balancer, "/").statusCode() == 502);

        webB.start().awaitReady(1);
        await().atMost(SOON).until(() -> get(balancer, "/").statusCode() == 200);

        aSourceThatSendsTooMuchIsRefusedAndNobodyElseIs();
    }

    private void aSourceThatSendsTooMuchIsRefusedAndNobodyElseIs() throws IOException {
        JsonObject limited = withPeers(balancer, "LOAD_BALANCER");
        limited.addProperty("requestsPerSource", 40);
        balancer.assign(limited);

        try (HttpClient flood = from("127.0.0.2");
                HttpClient visitor = from("127.0.0.3")) {
            await().atMost(SOON).until(() -> {
                for (int n = 0; n < 50; n++) {
                    status(flood);
                }
                return status(flood) == 429;
            });
            await().atMost(SOON).until(() -> status(visitor) == 200 && status(flood) == 429);
        }
    }

    private static HttpClient from(String address) throws IOException {
        return HttpClient.newBuilder()
                .localAddress(InetAddress.getByName(address))
                .connectTimeout(Duration.ofSeconds(2))
                .build();
    }

    private int status(HttpClient client) throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://" + balancer.ip() + ":8080/"))
                                .timeout(Duration.ofSeconds(10))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    /** As the control plane does it: made, told to the balancer, taken from the balancer, gone. */
    @Test
    void aWebNodeJoinsAndLeavesWithoutAFailedRequest() throws Exception {
        Set<Integer> answers = ConcurrentHashMap.newKeySet();
        AtomicLong answered = new AtomicLong();
        AtomicBoolean closing = new AtomicBoolean();
        balancer.assign(balances(webA, webB));
        await().atMost(SOON).until(() -> sendsTo(webA, webB));
        try (ExecutorService visitors = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int visitor = 0; visitor < BUYERS; visitor++) {
                visitors.execute(() -> {
                    while (!closing.get()) {
                        answers.add(order(UUID.randomUUID().toString(), "cable", null));
                        answers.add(front());
                        answered.addAndGet(2);
                    }
                });
            }
            try {
                joinAndLeave(answered);
            } finally {
                closing.set(true);
            }
        }
        assertThat(answers).as("of %s requests", answered).containsOnly(200, 201);
    }

    private void joinAndLeave(AtomicLong answered) throws Exception {
        TestingNode webC = cloud.node("acme-prod-1-web-3");
        webC.assign(withPeers(webC, "WEB")).start().awaitReady(1);
        assertThat(webC.state().get("health").getAsInt()).isEqualTo(200);
        long haproxy = balancer.serverPid("haproxy");
        long worker = ProcessHandle.of(haproxy)
                .orElseThrow()
                .children()
                .findFirst()
                .orElseThrow()
                .pid();
        balancer.assign(balances(webA, webB, webC));
        await().atMost(SOON).until(() -> sendsTo(webA, webB, webC));
        await().atMost(SOON).until(() -> servedBy(haproxy, webC) > 50);

        List<Socket> slow = new ArrayList<>();
        for (int number = 0; number < 6; number++) {
            slow.add(beginOrder());
        }
        await().atMost(SOON).until(() -> openAt(haproxy, webC) > 0);
        balancer.assign(balances(webA, webB));
        await().atMost(SOON).until(() -> balancer.log().contains("leaves: " + webC.ip()));
        long before = answered.get();
        await().atMost(SOON).until(() -> answered.get() > before + 100);
        assertThat(openAt(haproxy, webC))
                .as("slow visitors are still answered there")
                .isPositive();
        assertThat(sendsTo(webA, webB, webC)).as("and it says so").isTrue();
        for (Socket each : slow) {
            assertThat(endOrder(each)).startsWith("HTTP/1.1 201");
        }
        await().atMost(SOON).until(() -> sendsTo(webA, webB));
        webC.shutDown();
        long without = answered.get();
        await().atMost(SOON).until(() -> answered.get() > without + 100);
        assertThat(ProcessHandle.of(worker))
                .as("the process that serves is the same")
                .isPresent();
    }

    private JsonObject balances(TestingNode... web) {
        JsonObject order = withPeers(balancer, "LOAD_BALANCER");
        order.getAsJsonObject("peers")
                .add(
                        "web",
                        new Gson()
                                .toJsonTree(Stream.of(web).map(TestingNode::ip).toList()));
        order.addProperty("requestsPerSource", 1_000_000);
        return order;
    }

    private boolean sendsTo(TestingNode... web) {
        JsonElement said = balancer.state().get("web");
        return said != null
                && said.equals(new Gson()
                        .toJsonTree(Stream.of(web).map(TestingNode::ip).sorted().toList()));
    }

    private static long servedBy(long haproxy, TestingNode node) throws IOException {
        return statistic(haproxy, node, 7);
    }

    private static long openAt(long haproxy, TestingNode node) throws IOException {
        return statistic(haproxy, node, 4);
    }

    /** What HAProxy itself counts: 4 requests that a node has now, 7 those that it ever had. */
    private static long statistic(long haproxy, TestingNode node, int column) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of("/proc/" + haproxy + "/cwd/" + BalancerControl.SOCKET));
            channel.write(ByteBuffer.wrap("show stat\n".getBytes(StandardCharsets.UTF_8)));
            String all = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
            return all.lines()
                    .filter(line -> line.startsWith("good," + node.ip() + ","))
                    .mapToLong(line -> Long.parseLong(line.split(",", -1)[column]))
                    .sum();
        }
    }

    private int front() {
        try {
            return get(balancer, "/").statusCode();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    /** Half of an order. */
    private Socket beginOrder() throws IOException {
        String body = "{\"id\":\"" + UUID.randomUUID() + "\",\"item\":\"rope\",\"quantity\":1}";
        Socket socket = new Socket(balancer.ip(), 8080);
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("POST /orders HTTP/1.1\r\nHost: shop\r\nConnection: close\r\nContent-Length: " + body.length()
                                + "\r\n\r\n" + body.substring(0, body.length() - 1))
                        .getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static String endOrder(Socket socket) throws IOException {
        try (socket) {
            socket.getOutputStream().write('}');
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void maintenanceIs503AndALostDatabaseIs502() throws Exception {
        for (TestingNode web : List.of(webA, webB)) {
            java.nio.file.Files.createFile(web.disk().resolve("maintenance_lock"));
        }
        await().atMost(SOON).until(() -> get(balancer, "/").statusCode() == 503);
        assertThat(get(balancer, HttpProbe.HEALTH_PATH).statusCode()).isEqualTo(503);
        for (TestingNode web : List.of(webA, webB)) {
            java.nio.file.Files.delete(web.disk().resolve("maintenance_lock"));
        }
        await().atMost(SOON).until(() -> get(balancer, "/").statusCode() == 200);

        one.crash();
        await().atMost(SOON).untilAsserted(() -> {
            HttpResponse<String> health = get(balancer, HttpProbe.HEALTH_PATH);
            assertThat(health.statusCode()).isEqualTo(502);
            JsonObject checks =
                    JsonParser.parseString(health.body()).getAsJsonObject().getAsJsonObject("checks");
            assertThat(checks.getAsJsonObject("database").get("ok").getAsBoolean())
                    .isFalse();
            assertThat(checks.getAsJsonObject("files").get("ok").getAsBoolean()).isTrue();
        });
    }

    @Test
    void aDatabaseThatARestoreHasClosedShowsTheMaintenancePageToAllWithoutThePass() throws Exception {
        one.tell("backup", "postgres", "comment on database shop is 'x; closed to visitors, pass 12ab'");
        await().atMost(SOON).until(() -> get(balancer, "/").statusCode() == 503);
        assertThat(withPass("12ab")).isEqualTo(200);
        assertThat(withPass("12ac")).isEqualTo(503);

        one.tell("backup", "postgres", "grant connect on database shop to backup");
        one.tell("backup", "postgres", "revoke connect on database shop from public, shop");
        one.tell(
                "backup",
                "postgres",
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'shop' and usename = 'shop'");
        await().atMost(SOON).until(() -> withPass("12ab") == 503);
        assertThat(get(balancer, HttpProbe.HEALTH_PATH).statusCode()).isEqualTo(503);
        assertThat(order(UUID.randomUUID().toString(), "cable", null)).isEqualTo(503);

        one.tell("backup", "postgres", "grant connect on database shop to public, shop");
        await().atMost(SOON).until(() -> withPass("12ab") == 200);
        one.tell("backup", "postgres", "comment on database shop is 'x'");
        // each web node looks for itself
        await().atMost(SOON).until(() -> order(UUID.randomUUID().toString(), "cable", null) == 201);
        await().atMost(SOON).until(() -> get(balancer, "/").statusCode() == 200);
    }

    private int withPass(String pass) {
        return HttpProbe.get("http://" + balancer.ip() + ":8080/", Map.of("X-Maintenance-Pass", pass))
                .map(HttpProbe.Answer::status)
                .orElse(0);
    }

    @Test
    void whereARestoreIsToBringTheTablesHealthIs502AndTheNodesAreReadyAllTheSame() throws Exception {
        one.tell("shop", "shop", "drop table orders");
        for (TestingNode web : List.of(webA, webB)) {
            web.crash();
            JsonObject order = withPeers(web, "WEB");
            order.addProperty("generation", 2);
            order.addProperty("install", false);
            web.assign(order).start().awaitReady(2);
        }

        await().atMost(SOON).until(() -> get(balancer, HttpProbe.HEALTH_PATH).statusCode() == 502);
        assertThat(get(balancer, HttpProbe.HEALTH_PATH).body()).contains("not installed");
        assertThat(order(UUID.randomUUID().toString(), "cable", null)).isEqualTo(502);

        one.tell(
                "shop",
                "shop",
                "create table orders (id uuid primary key, item text, quantity int, "
                        + "attachment text, created_at timestamptz not null default now())");
        await().atMost(SOON).until(() -> get(balancer, HttpProbe.HEALTH_PATH).statusCode() == 200);
    }

    private int order(String id, String item, @Nullable String attachment) {
        JsonObject order = new JsonObject();
        order.addProperty("id", id);
        order.addProperty("item", item);
        order.addProperty("quantity", 1);
        order.addProperty("attachment", attachment);
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://" + balancer.ip() + ":8080/orders"))
                                    .timeout(Duration.ofSeconds(20))
                                    .POST(BodyPublishers.ofString(order.toString()))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    private HttpResponse<String> get(TestingNode node, String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://" + node.ip() + ":8080" + path))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                BodyHandlers.ofString());
    }
}
