package com.orocloud.shop;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Tells the consumers of orders by RabbitMQ, so that what follows an order does not keep its customer waiting. It only
 * saves them time: an order that could not be announced is found by the consumers in the database.
 */
final class OrderQueue implements AutoCloseable {
    private static final int WAITING_MAX = 1_000;
    private static final long CONFIRM_LIMIT_MILLIS = 3_000;
    private static final Duration ANSWER_LIMIT = Duration.ofMillis(1_200);
    private static final String EXPIRES_MILLIS = "5000";
    private static final String REPLY_TO = "amq.rabbitmq.reply-to";
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Broker broker;
    private final BlockingQueue<UUID> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final Thread announcer;

    @Nullable
    private Connection asking;

    OrderQueue(List<String> nodes, String password) {
        this.broker = new Broker(nodes, password);
        this.announcer = Thread.ofVirtual().name("announce").start(this::announceAll);
    }

    /** Returns at once. */
    void announce(UUID order) {
        boolean _ = waiting.offer(order);
    }

    private void announceAll() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                UUID first = waiting.take();
                Connection connection = broker.connect("announce");
                try (Channel channel = Broker.channel(connection)) {
                    channel.confirmSelect();
                    announceOn(channel, first);
                } finally {
                    Broker.close(connection);
                }
            } catch (InterruptedException e) {
                return;
            } catch (IOException | TimeoutException | RuntimeException goneAway) {
                pause();
            }
        }
    }

    private void announceOn(Channel channel, UUID first) throws IOException, InterruptedException, TimeoutException {
        for (UUID order = first; ; order = waiting.take()) {
            channel.basicPublish(
                    "",
                    Broker.ORDERS,
                    MessageProperties.PERSISTENT_BASIC,
                    order.toString().getBytes(StandardCharsets.UTF_8));
            channel.waitForConfirmsOrDie(CONFIRM_LIMIT_MILLIS);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Puts a message into the queue that a consumer answers: only so is it known that the queue is being drained. */
    synchronized String check() throws IOException, InterruptedException, TimeoutException {
        Connection connection = asking;
        if (connection == null || !connection.isOpen()) {
            connection = broker.connect("health");
            asking = connection;
        }
        var answers = new SynchronousQueue<String>();
        try (Channel channel = Broker.channel(connection)) {
            channel.basicConsume(
                    REPLY_TO,
                    true,
                    (tag, message) -> {
                        boolean _ = answers.offer(new String(message.getBody(), StandardCharsets.UTF_8));
                    },
                    tag -> {});
            channel.basicPublish(
                    "",
                    Broker.ORDERS,
                    new BasicProperties.Builder()
                            .replyTo(REPLY_TO)
                            .expiration(EXPIRES_MILLIS)
                            .build(),
                    Broker.PING.getBytes(StandardCharsets.UTF_8));
            String answer = answers.poll(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (answer == null) {
                throw new IOException("no consumer answers");
            }
            return "drained by " + answer;
        }
    }

    @Override
    public void close() {
        announcer.interrupt();
        Connection open = asking;
        if (open != null) {
            Broker.close(open);
        }
    }
}
