package com.orocloud.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Three queue nodes, each a real supervisor with a RabbitMQ that joins the others. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueueNodeTest {
    private static final String QUEUE = "orders";
    private static final Duration SOON = Duration.ofSeconds(90);

    private final List<TestingNode> nodes = new ArrayList<>();
    private TestingCloud cloud;

    @BeforeAll
    void build() throws IOException {
        cloud = new TestingCloud();
        for (int ordinal = 1; ordinal <= 3; ordinal++) {
            nodes.add(cloud.node("acme-prod-1-queue-" + ordinal));
        }
        for (TestingNode node : nodes) {
            node.assign(TestingCloud.member(node, "QUEUE", Map.of("queue", nodes)))
                    .start();
        }
        nodes.forEach(node -> node.awaitReady(1));
    }

    @AfterAll
    void tearDown() throws IOException {
        cloud.close();
    }

    @Test
    void publishingAndConsumingGoOnWithoutAKilledNodeAndNoConfirmedMessageIsLost() throws Exception {
        Set<String> confirmed = ConcurrentHashMap.newKeySet();
        Set<String> consumed = ConcurrentHashMap.newKeySet();
        AtomicBoolean closing = new AtomicBoolean();
        Thread publisher = Thread.ofPlatform().start(() -> publish(confirmed, closing));
        Thread consumer = Thread.ofPlatform().start(() -> consume(consumed, closing));
        await().atMost(SOON).until(() -> confirmed.size() > 200 && consumed.size() > 100);

        nodes.getFirst().crash();
        int before = confirmed.size();
        await("goes on with two nodes").atMost(SOON).until(() -> confirmed.size() > before + 200);

        nodes.getFirst().start().awaitReady(1);
        int then = confirmed.size();
        await("goes on with three").atMost(SOON).until(() -> confirmed.size() > then + 100);
        await("all of it is consumed").atMost(SOON).until(() -> {
            Set<String> so = Set.copyOf(confirmed);
            return consumed.containsAll(so);
        });
        closing.set(true);
        publisher.join();
        consumer.join();
        assertThat(before).isPositive();
    }

    @Test
    void aMemberWithoutAMajorityTakesNothing() throws Exception {
        nodes.get(1).crash();
        nodes.get(2).crash();

        TestingNode alone = nodes.getFirst();
        await("it pauses").atMost(SOON).until(() -> !alone.isReady(1));

        nodes.get(1).start();
        await("two are a majority").atMost(SOON).until(() -> alone.isReady(1));
        nodes.get(2).start().awaitReady(1);
    }

    private void publish(Set<String> confirmed, AtomicBoolean closing) {
        for (int n = 0; !closing.get(); ) {
            try (Connection connection = connect();
                    Channel channel = connection.createChannel()) {
                declare(channel);
                channel.confirmSelect();
                while (!closing.get()) {
                    String message = "order-" + n++;
                    channel.basicPublish(
                            "", QUEUE, MessageProperties.PERSISTENT_BASIC, message.getBytes(StandardCharsets.UTF_8));
                    channel.waitForConfirmsOrDie(5_000);
                    confirmed.add(message);
                }
            } catch (IOException | TimeoutException | InterruptedException | RuntimeException goneAway) {
                // connects to another member
            }
        }
    }

    private void consume(Set<String> consumed, AtomicBoolean closing) {
        while (!closing.get()) {
            try (Connection connection = connect();
                    Channel channel = connection.createChannel()) {
                declare(channel);
                channel.basicQos(50);
                channel.basicConsume(
                        QUEUE,
                        false,
                        (tag, message) -> {
                            consumed.add(new String(message.getBody(), StandardCharsets.UTF_8));
                            channel.basicAck(message.getEnvelope().getDeliveryTag(), false);
                        },
                        tag -> {});
                await().forever().until(() -> closing.get() || !channel.isOpen());
            } catch (IOException | TimeoutException | RuntimeException goneAway) {
                // connects to another member
            }
        }
    }

    private static void declare(Channel channel) throws IOException {
        channel.queueDeclare(QUEUE, true, false, false, Map.of("x-queue-type", "quorum"));
    }

    private Connection connect() throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUsername(QueueNode.USER);
        factory.setPassword(TestingCloud.SECRET.get("queue"));
        factory.setAutomaticRecoveryEnabled(false);
        factory.setConnectionTimeout(1_000);
        factory.setHandshakeTimeout(2_000);
        factory.setRequestedHeartbeat(2);
        return factory.newConnection(nodes.stream()
                .map(node -> new Address(node.ip(), QueueNode.AMQP_PORT))
                .toList());
    }
}
