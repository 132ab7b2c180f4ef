package com.orocloud.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * What a full environment has besides a minimal one, used by the shop, and each part of it lost. One database stands for
 * more; their losses have tests of their own.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FullEnvironmentTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** The contract with the customer: mail goes to the next relay within this time. */
    private static final Duration NEXT_RELAY_WITHIN = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final List<TestingNode> cache = new ArrayList<>();
    private final List<TestingNode> queue = new ArrayList<>();
    private final List<TestingNode> consumers = new ArrayList<>();
    private final List<TestingNode> relays = new ArrayList<>();

    private TestingCloud cloud;
    private TestingMailbox mailbox;
    private TestingNode database;
    private TestingNode files;
    private TestingNode web;

    @BeforeAll
    void build() throws IOException {
        cloud = new TestingCloud();
        mailbox = new TestingMailbox(cloud.nextHop());
        database = cloud.node("acme-prod-1-db-1");
        files = cloud.node("acme-prod-1-files-1");
        web = cloud.node("acme-prod-1-web-1");
        for (int ordinal = 1; ordinal <= 3; ordinal++) {
            cache.add(cloud.node("acme-prod-1-cache-" + ordinal));
            queue.add(cloud.node("acme-prod-1-queue-" + ordinal));
        }
        for (int ordinal = 1; ordinal <= 2; ordinal++) {
            consumers.add(cloud.node("acme-prod-1-consumer-" + ordinal));
            relays.add(cloud.node("acme-prod-1-smtp-" + ordinal));
        }
        database.assign(TestingCloud.main(database, 1)).start();
        start("QUEUE", queue);
        start("CACHE", cache);
        start("SMTP", relays);
        start("FILES", List.of(files));
        start("CONSUMER", consumers);
        start("WEB", List.of(web));
        Stream.of(cache, queue, relays, consumers, List.of(database, files, web))
                .flatMap(List::stream)
                .forEach(node -> node.awaitReady(1));
    }

    private void start(String role, List<TestingNode> nodes) throws IOException {
        Map<String, List<TestingNode>> peers = Map.of(
                "database", List.of(database),
                "files", List.of(files),
                "web", List.of(web),
                "cache", cache,
                "queue", queue,
                "consumer", consumers,
                "smtp", relays);
        for (TestingNode node : nodes) {
            node.assign(TestingCloud.member(node, role, peers)).start();
        }
    }

    @AfterAll
    void tearDown() throws IOException {
        mailbox.goAway();
        cloud.close();
    }

    @Test
    void everyOrderIsFollowedThoughTheFirstRelayAndAConsumerAreKilled() throws Exception {
        Set<String> placed = new HashSet<>();
        for (int n = 0; n < 30; n++) {
            placed.add(order());
            if (n == 10) {
                relays.getFirst().crash();
                consumers.getFirst().crash();
            }
        }

        await("mail about every order")
                .atMost(NEXT_RELAY_WITHIN)
                .until(() -> mailbox.orders().containsAll(placed));

        relays.getFirst().start().awaitReady(1);
        consumers.getFirst().start().awaitReady(1);
    }

    @Test
    void mailThatWasTakenIsSentAlthoughEveryRelayWasKilledBeforeItCould() throws Exception {
        mailbox.goAway();
        String placed = order();
        await("noted as followed")
                .ignoreExceptionsInstanceOf(SQLException.class) // its table comes with the first look of a consumer
                .atMost(SOON)
                .until(() -> database.ask(
                                "shop", "shop", "select count(*) from followed_orders where id = '" + placed + "'")
                        .equals("1"));
        for (TestingNode relay : relays) {
            relay.crash();
        }
        assertThat(mailbox.orders()).doesNotContain(placed);

        mailbox.comeBack();
        for (TestingNode relay : relays) {
            relay.start().awaitReady(1);
        }

        await().atMost(SOON).until(() -> mailbox.orders().contains(placed));
    }

    @Test
    void ordersAreTakenAndFollowedWithoutACacheAndAQueueThatHasNoMajority() throws Exception {
        assertThat(checks().keySet()).contains("database", "files", "cache", "queue", "mail");
        await().atMost(SOON).until(() -> isGood("cache") && isGood("queue") && isGood("mail"));

        queue.get(0).crash();
        queue.get(1).crash();
        cache.forEach(TestingNode::crash);
        await("the last member of the queue pauses")
                .atMost(SOON)
                .until(() -> !queue.get(2).isReady(1));
        await().atMost(SOON).until(() -> !isGood("queue") && !isGood("cache"));
        assertThat(isGood("database")).isTrue();
        String placed = order();
        await().atMost(SOON).until(() -> mailbox.orders().contains(placed));
        assertThat(get("/").body()).contains("orders taken");

        for (TestingNode member : List.of(queue.get(0), queue.get(1), cache.get(0), cache.get(1), cache.get(2))) {
            member.start();
        }
        await("two are a majority")
                .atMost(SOON)
                .until(() -> get(HttpProbe.HEALTH_PATH).statusCode() == 200);
        Stream.concat(queue.stream(), cache.stream()).forEach(node -> node.awaitReady(1));
    }

    @Test
    void messagesGoOnWithoutAKilledNodeAndNoConfirmedOneIsLost() throws Exception {
        var messages = new TestingMessages(queue);
        try {
            await().atMost(SOON).until(() -> messages.confirmed() > 200);

            queue.getFirst().crash();
            int before = messages.confirmed();
            await("goes on with two nodes").atMost(SOON).until(() -> messages.confirmed() > before + 200);

            queue.getFirst().start().awaitReady(1);
            int then = messages.confirmed();
            await("goes on with three").atMost(SOON).until(() -> messages.confirmed() > then + 100);
            await("all of it is consumed").atMost(SOON).until(messages::isEveryConfirmedOneConsumed);
        } finally {
            messages.stop();
        }
    }

    private boolean isGood(String check) throws IOException, InterruptedException {
        return checks().getAsJsonObject(check).get("ok").getAsBoolean();
    }

    private JsonObject checks() throws IOException, InterruptedException {
        return JsonParser.parseString(get(HttpProbe.HEALTH_PATH).body())
                .getAsJsonObject()
                .getAsJsonObject("checks");
    }

    private String order() throws IOException, InterruptedException {
        String id = UUID.randomUUID().toString();
        JsonObject order = new JsonObject();
        order.addProperty("id", id);
        order.addProperty("item", "cable");
        order.addProperty("quantity", 1);
        int status = http.send(
                        HttpRequest.newBuilder(URI.create("http://" + web.ip() + ":8080/orders"))
                                .timeout(Duration.ofSeconds(20))
                                .POST(BodyPublishers.ofString(order.toString()))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
        assertThat(status).isEqualTo(201);
        return id;
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://" + web.ip() + ":8080" + path))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                BodyHandlers.ofString());
    }
}
