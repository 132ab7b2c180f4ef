package com.orocloud.e2e;

import static com.orocloud.e2e.Facts.number;
import static com.orocloud.e2e.Facts.text;

import com.google.gson.JsonObject;
import com.orocloud.events.DomainMode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.avro.generic.GenericRecord;

/**
 * An environment with every component, in a region that nobody has touched: its queue carries an order to a consumer,
 * its relays carry the mail, and its cache keeps what it knows when its main dies.
 */
final class FullEnvironment {

    private static final Customer CUSTOMER =
            new Customer("acme", "acme-full", "shop.acme-full.orocloud.test", DomainMode.PLATFORM_ZONE);
    private static final String REGION = "us-central1";
    private static final String RECOVERY = "us-east1";

    /** What the product promises for it on one machine. */
    private static final Duration BUILT_WITHIN = Duration.ofSeconds(60);

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Pattern CACHE_CHECK = Pattern.compile("main ([0-9.]+), remembers since ([0-9T:.Z-]+)");

    private final World world;

    FullEnvironment(World world) {
        this.world = world;
    }

    void play() throws IOException {
        world.portal().requestFull(CUSTOMER, REGION, RECOVERY);
        GenericRecord built = world.facts().await("EnvironmentProvisioned", CUSTOMER.environment(), PATIENCE);
        List<GenericRecord> nodes = ((List<?>) built.get("nodes"))
                .stream().map(GenericRecord.class::cast).toList();
        Duration took = Duration.ofMillis(number(built, "durationMs"));
        world.checks()
                .that(
                        "an environment with every component is built in less than a minute",
                        took.compareTo(BUILT_WITHIN) < 0,
                        nodes.size() + " nodes in " + took.toMillis() / 1000.0 + " s");
        String shop = "http://"
                + ((List<?>) ((GenericRecord) built.get("addresses")).get("ingress")).getFirst() + ":"
                + built.get("ingressPort");
        followAnOrder(shop);
        loseTheMainOfTheCache(shop, nodes);
    }

    private void followAnOrder(String shop) throws IOException {
        String order = order(shop);
        Mailbox.Mail mail = world.mailbox().await("orders@" + CUSTOMER.environment() + ".shop.test", order, SOON);
        world.checks()
                .that(
                        "an order goes through the queue to a consumer, and its mail through a relay",
                        mail.text().contains("The queue announced it."),
                        mail.text().replace('\n', ' ').strip());
    }

    private void loseTheMainOfTheCache(String shop, List<GenericRecord> nodes) throws IOException {
        MatchResult before = cache(shop, any -> true);
        String main = nodes.stream()
                .filter(node -> text(node, "address").equals(before.group(1)))
                .map(node -> text(node, "nodeId"))
                .findFirst()
                .orElseThrow(() -> new DemoFailed("no node has the address of the cache's main, " + before.group(1)));
        world.cloud().crash(main);
        MatchResult after = cache(shop, now -> !now.group(1).equals(before.group(1)));
        world.checks()
                .that(
                        "the cache has another main, and what it knew",
                        after.group(2).equals(before.group(2)),
                        before.group() + "; then " + after.group());
        GenericRecord lost = world.facts()
                .await("EnvironmentRedundancyReduced", CUSTOMER.environment(), SOON, fact -> text(fact, "component")
                        .equals("CACHE"));
        world.checks()
                .that(
                        "the lost node is named",
                        text(lost, "missingNodeIds").equals("[" + main + "]") && Boolean.TRUE.equals(lost.get("serving")),
                        text(lost, "reason"));
        world.cloud().start(main);
        GenericRecord whole = world.facts().await("EnvironmentRedundancyRestored", CUSTOMER.environment(), SOON);
        world.checks().that("its return is told", true, "after " + whole.get("reducedSeconds") + " s");
    }

    /** What the shop's health page says about its cache, once it says something that fits. */
    private static MatchResult cache(String shop, Predicate<MatchResult> fits) throws IOException {
        long deadline = System.nanoTime() + SOON.toNanos();
        String page = "";
        while (System.nanoTime() < deadline) {
            page = Web.get(shop + "/admin/healthcheck/http_status_checks").body();
            Optional<MatchResult> found = CACHE_CHECK.matcher(page).results().findFirst();
            if (found.isPresent() && fits.test(found.get())) {
                return found.get();
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
        throw new DemoFailed("the shop does not say that its cache works: " + page);
    }

    private static String order(String shop) throws IOException {
        String id = UUID.randomUUID().toString();
        var order = new JsonObject();
        order.addProperty("id", id);
        order.addProperty("item", "cable");
        order.addProperty("quantity", 1);
        var answer = Web.post(shop + "/orders", "application/json", order.toString(), Duration.ofSeconds(10));
        if (answer.statusCode() != 201) {
            throw new DemoFailed("the order was not taken: " + answer.body());
        }
        return id;
    }
}
