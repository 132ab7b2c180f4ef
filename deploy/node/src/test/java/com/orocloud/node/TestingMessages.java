package com.orocloud.node;

import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;

/** Publishes to a queue of its own without pause and consumes from it, by whichever member of the cluster answers. */
final class TestingMessages {
    private static final String QUEUE = "messages";

    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
    private final Set<String> consumed = ConcurrentHashMap.newKeySet();
    private final List<TestingNode> nodes;
    private final Thread publisher;
    private final Thread consumer;
    private volatile boolean closing;

    TestingMessages(List<TestingNode> nodes) {
        this.nodes = nodes;
        this.publisher = Thread.ofPlatform().start(this::publish);
        this.consumer = Thread.ofPlatform().start(this::consume);
    }

    int confirmed() {
        return confirmed.size();
    }

    boolean isEveryConfirmedOneConsumed() {
        Set<String> so = Set.copyOf(confirmed);
        return consumed.containsAll(so);
    }

    void stop() throws InterruptedException {
        closing = true;
        publisher.join();
        consumer.join();
    }

    private void publish() {
        for (int n = 0; !closing; ) {
            try (Connection connection = connect();
                    Channel channel = connection.createChannel()) {
                declare(channel);
                channel.confirmSelect();
                while (!closing) {
                    String message = "message-" + n++;
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

    private void consume() {
        while (!closing) {
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
                await().forever().until(() -> closing || !channel.isOpen());
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
