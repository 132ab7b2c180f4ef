package com.orocloud.shop;

import com.orocloud.shop.MailRelays.Mail;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import com.sun.net.httpserver.HttpServer;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A consumer host: does what follows an order, which is a mail to the merchant. Orders are announced by the queue; those
 * that were not, or whose message was lost, are found in the database, so that each is followed at least once.
 */
public final class OrderConsumer implements AutoCloseable {
    private static final PrintStream LOG = System.out;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(2);
    private static final int UNACKNOWLEDGED_MAX = 20;
    private static final int OVERDUE_MAX = 100;

    private final String name;
    private final String address;
    private final Broker broker;
    private final MailRelays mail;
    private final MainDatabase database;
    private final Orders orders;
    private final FollowUps followUps;
    private final HttpServer http;
    private volatile boolean consuming;
    private volatile boolean prepared;
    private volatile boolean closed;

    OrderConsumer(Map<String, String> environment) throws IOException {
        this.name = environment.getOrDefault("SHOP_NAME", "shop");
        this.address = ShopSettings.required(environment, "SHOP_ADDRESS");
        this.broker = new Broker(
                ShopSettings.addresses(environment, "SHOP_QUEUES"),
                ShopSettings.required(environment, "SHOP_QUEUE_PASSWORD"));
        this.mail = new MailRelays(ShopSettings.addresses(environment, "SHOP_MAIL_RELAYS"));
        this.database = new MainDatabase(
                ShopSettings.addresses(environment, "SHOP_DATABASES"),
                "shop",
                ShopSettings.required(environment, "SHOP_DATABASE_PASSWORD"));
        this.orders = new Orders(database);
        this.followUps = new FollowUps(orders);
        this.http = Listener.listen(
                address,
                exchange -> consuming ? Reply.text(200, "consumes") : Reply.text(502, "does not reach the queue"));
        Thread.ofVirtual().name("consume").start(this::consume);
        Thread.ofVirtual().name("overdue").start(this::followOverdue);
    }

    public static void main(String[] args) throws IOException {
        OrderConsumer consumer = new OrderConsumer(System.getenv());
        Runtime.getRuntime().addShutdownHook(new Thread(consumer::close, "stop"));
        LOG.println("consumer of " + consumer.name + " answers on " + consumer.address);
    }

    private void consume() {
        while (!closed) {
            try {
                Connection connection = broker.connect("consumer " + address);
                var gone = new CountDownLatch(1);
                connection.addShutdownListener(cause -> gone.countDown());
                try (Channel channel = Broker.channel(connection)) {
                    channel.addShutdownListener(cause -> gone.countDown());
                    channel.basicQos(UNACKNOWLEDGED_MAX);
                    channel.basicConsume(
                            Broker.ORDERS,
                            false,
                            (tag, message) -> received(channel, message),
                            tag -> gone.countDown());
                    consuming = true;
                    gone.await();
                } finally {
                    consuming = false;
                    Broker.close(connection);
                }
            } catch (InterruptedException e) {
                return;
            } catch (IOException | TimeoutException | RuntimeException goneAway) {
                LOG.println("the queue is gone: " + goneAway.getMessage());
            }
            rest(PAUSE);
        }
    }

    /** What cannot be done now goes back into the queue; what makes no sense is dropped, the database knows better. */
    private void received(Channel channel, Delivery message) throws IOException {
        long tag = message.getEnvelope().getDeliveryTag();
        String body = new String(message.getBody(), StandardCharsets.UTF_8);
        if (body.equals(Broker.PING)) {
            answer(channel, message.getProperties());
            channel.basicAck(tag, false);
            return;
        }
        Optional<UUID> order = OrderForm.id(body);
        try {
            if (order.isPresent() && ready()) {
                followUps.follow(order.get(), id -> tell(id, "The queue announced it."));
            }
            channel.basicAck(tag, false);
        } catch (SQLException e) {
            LOG.println("order " + body + " goes back into the queue: " + e.getMessage());
            rest(PAUSE);
            channel.basicNack(tag, false, true);
        }
    }

    private void answer(Channel channel, BasicProperties question) throws IOException {
        if (question.getReplyTo() != null) {
            channel.basicPublish("", question.getReplyTo(), null, address.getBytes(StandardCharsets.UTF_8));
        }
    }

    private boolean ready() throws SQLException {
        if (!prepared) {
            prepared = followUps.prepare();
        }
        return prepared;
    }

    /** @param how the consumer learned of it, for whoever wants to know whether the queue does its work */
    private void tell(UUID order, String how) throws SQLException {
        try {
            mail.send(new Mail(
                    order + "@" + name + ".shop.test",
                    "shop@" + name + ".shop.test",
                    "orders@" + name + ".shop.test",
                    "Order " + order,
                    "An order was placed: " + order + "\n" + how + "\n"));
        } catch (MessagingException e) {
            throw new SQLException("the mail about it was not taken: " + e.getMessage(), e);
        }
    }

    private void followOverdue() {
        while (!closed) {
            try {
                if (ready()) {
                    for (UUID order : followUps.overdue(OVERDUE_MAX)) {
                        followUps.follow(order, id -> tell(id, "It was found in the database."));
                    }
                }
            } catch (SQLException notNow) {
                prepared = false;
            }
            rest(LOOK_INTERVAL);
        }
    }

    private static void rest(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        http.stop(0);
        database.close();
        orders.close();
    }
}
