package com.orocloud.e2e;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * Shops without pause, under the shop's public name, and remembers every order that was acknowledged: the outside view
 * of what a disaster costs.
 */
final class Shopper implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int PORT = 8080;
    private static final int ORDERS_PER_ATTACHMENT = 10;

    private final Customer customer;
    private final Names names;
    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private final Object turn = new Object();
    private final Thread thread;
    private volatile boolean paused;
    private volatile boolean stopped;

    /** An order, and when the shop said that it has it. */
    record Acknowledged(UUID id, Instant at) {}

    Shopper(Customer customer, Names names) {
        this.customer = customer;
        this.names = names;
        this.thread = Thread.ofPlatform()
                .name("shopper-" + customer.tenant())
                .daemon()
                .start(this::shop);
    }

    private void shop() {
        for (int number = 0; !stopped; number++) {
            synchronized (turn) {
                if (!paused) {
                    order(number);
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(40).toNanos());
        }
    }

    private void order(int number) {
        UUID id = UUID.randomUUID();
        var order = new JsonObject();
        order.addProperty("id", id.toString());
        order.addProperty("item", "widget-" + number);
        order.addProperty("quantity", 1 + number % 5);
        if (number % ORDERS_PER_ATTACHMENT == 0) {
            order.addProperty(
                    "attachment",
                    Base64.getEncoder().encodeToString(("invoice " + id).getBytes(StandardCharsets.UTF_8)));
        }
        try {
            if (Web.post(url("/orders"), "application/json", order.toString(), PATIENCE)
                            .statusCode()
                    == 201) {
                synchronized (acknowledged) {
                    acknowledged.add(new Acknowledged(id, Instant.now()));
                }
            }
        } catch (IOException notAcknowledged) {
            // the visitor sees an error; the order counts for nothing
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private String url(String path) throws IOException {
        List<String> addresses = names.lookUp(customer.hostname());
        if (addresses.isEmpty()) {
            throw new IOException(customer.hostname() + " has no address");
        }
        return "http://" + addresses.getFirst() + ":" + PORT + path;
    }

    /** Returns when no order is on its way any more. */
    void pause() {
        synchronized (turn) {
            paused = true;
        }
    }

    void resume() {
        paused = false;
    }

    List<Acknowledged> acknowledged() {
        synchronized (acknowledged) {
            return List.copyOf(acknowledged);
        }
    }

    int count() {
        synchronized (acknowledged) {
            return acknowledged.size();
        }
    }

    /** The ids that the shop has, asked under its public name. */
    Set<UUID> kept() throws IOException {
        var kept = new HashSet<UUID>();
        for (JsonElement id : Web.json(url("/orders")).getAsJsonArray()) {
            kept.add(UUID.fromString(id.getAsString()));
        }
        return kept;
    }

    /** Acknowledged orders that the shop does not have any more. */
    List<Acknowledged> lost() throws IOException {
        Set<UUID> kept = kept();
        return acknowledged().stream()
                .filter(order -> !kept.contains(order.id()))
                .toList();
    }

    /** The longest time without an acknowledged order between two instants. */
    Duration longestGap(Instant from, Instant to) {
        Duration longest = Duration.ZERO;
        Instant last = from;
        for (Acknowledged order : acknowledged()) {
            if (order.at().isAfter(from) && order.at().isBefore(to)) {
                longest = longer(longest, Duration.between(last, order.at()));
                last = order.at();
            }
        }
        return longer(longest, Duration.between(last, to));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Waits until so many more orders are acknowledged. */
    void await(int more, Duration within) {
        int wanted = count() + more;
        long deadline = System.nanoTime() + within.toNanos();
        while (count() < wanted) {
            if (System.nanoTime() > deadline) {
                throw new DemoFailed(
                        customer.hostname() + " did not take " + more + " orders within " + within.toSeconds() + " s");
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
