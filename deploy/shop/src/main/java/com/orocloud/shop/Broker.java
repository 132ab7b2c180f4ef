package com.orocloud.shop;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** Connections to whichever member of the RabbitMQ cluster answers. */
final class Broker {
    /** Kept by a majority of the members, so that losing one loses nothing that was confirmed. */
    static final String ORDERS = "orders";

    static final String PING = "ping";

    private static final int PORT = 5672;
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final int HEARTBEAT_SECONDS = 2;

    private final ConnectionFactory factory = new ConnectionFactory();
    private final List<String> nodes;

    Broker(List<String> nodes, String password) {
        this.nodes = List.copyOf(nodes);
        factory.setUsername("shop");
        factory.setPassword(password);
        factory.setConnectionTimeout((int) TIMEOUT.toMillis());
        factory.setHandshakeTimeout((int) TIMEOUT.toMillis());
        factory.setRequestedHeartbeat(HEARTBEAT_SECONDS);
        // whoever loses a connection asks for another one here, which may lead to another member
        factory.setAutomaticRecoveryEnabled(false);
    }

    Connection connect(String name) throws IOException {
        List<String> anyOrder = new ArrayList<>(nodes);
        Collections.shuffle(anyOrder);
        try {
            return factory.newConnection(
                    anyOrder.stream().map(node -> new Address(node, PORT)).toList(), name);
        } catch (TimeoutException e) {
            throw new IOException("RabbitMQ does not answer", e);
        }
    }

    static Channel channel(Connection connection) throws IOException {
        Channel channel = connection.createChannel();
        channel.queueDeclare(ORDERS, true, false, false, Map.of("x-queue-type", "quorum"));
        return channel;
    }

    static void close(Connection connection) {
        connection.abort((int) TIMEOUT.toMillis());
    }
}
