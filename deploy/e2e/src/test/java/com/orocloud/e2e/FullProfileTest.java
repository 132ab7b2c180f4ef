package com.orocloud.e2e;

import static com.orocloud.e2e.Facts.number;
import static com.orocloud.e2e.Facts.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonObject;
import com.orocloud.events.DomainMode;
import com.orocloud.events.EnvironmentProfile;
import com.orocloud.local.Home;
import com.orocloud.local.LocalSystem;
import com.orocloud.local.Progress;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.generic.GenericRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** One environment with every component, ordered as a customer does; a node of each kind that can be lost is. */
class FullProfileTest {

    private static final Duration BUILT_WITHIN = Duration.ofMinutes(4);
    private static final Duration TOLD_WITHIN = Duration.ofMinutes(1);
    private static final Customer CUSTOMER =
            new Customer("acme", "acme-full", "shop.acme-full.orocloud.test", DomainMode.PLATFORM_ZONE);

    @Test
    void aFullEnvironmentTellsEveryLostNodeAndLosesNoOrder() throws IOException {
        assumeThat(Home.root().resolve("notification-service/target/classpath.txt"))
                .as("the services are built: run ./mvnw verify, not ./mvnw test")
                .exists();
        var progress = new Progress(System.out);
        LocalSystem system = LocalSystem.in(Home.temporary("full"), Home.root(), progress);
        var cleanup = new Thread(system::remove, "remove");
        Runtime.getRuntime().addShutdownHook(cleanup);
        try {
            system.up();
            try (var portal = new Portal(system);
                    var facts = new Facts(system, progress, fact -> {})) {
                play(system, portal, facts);
            }
        } finally {
            Runtime.getRuntime().removeShutdownHook(cleanup);
            system.remove();
        }
    }

    private static void play(LocalSystem system, Portal portal, Facts facts) throws IOException {
        var cloud = new CloudConsole(system.place().cloudAdmin());
        var mailbox = new Mailbox(system.place().mailbox());
        portal.request(CUSTOMER, EnvironmentProfile.FULL);
        GenericRecord provisioned = facts.await("EnvironmentProvisioned", CUSTOMER.environment(), BUILT_WITHIN);
        System.out.printf("built in %.1f s%n", number(provisioned, "durationMs") / 1000.0);
        String shop = shop(provisioned);
        assertThat(Web.get(shop + "/admin/healthcheck/http_status_checks").body())
                .contains("cache", "queue", "mail");

        Set<String> orders = new HashSet<>();
        for (String component : List.of("CACHE", "QUEUE", "CONSUMER", "SMTP", "WEB")) {
            String node = nodeOf(provisioned, component);
            Instant crashed = Instant.now();
            cloud.crash(node);
            orders.add(order(shop));
            GenericRecord reduced = awaitRedundancy(facts, "EnvironmentRedundancyReduced", component);
            assertThat(String.valueOf(reduced.get("missingNodeIds"))).contains(node);
            assertThat(reduced.get("serving")).isEqualTo(true);
            System.out.printf(
                    "%s told %d ms after the crash%n",
                    node, Duration.between(crashed, Facts.occurredAt(reduced)).toMillis());
            orders.add(order(shop));
        }
        for (String order : orders) {
            mailbox.await("orders@" + CUSTOMER.environment() + ".shop.test", order, TOLD_WITHIN);
        }
        String back = nodeOf(provisioned, "CACHE");
        cloud.start(back);
        awaitRedundancy(facts, "EnvironmentRedundancyRestored", "CACHE");
    }

    private static GenericRecord awaitRedundancy(Facts facts, String type, String component) {
        return facts.await(
                type,
                CUSTOMER.environment(),
                TOLD_WITHIN,
                fact -> text(fact, "component").equals(component));
    }

    private static String shop(GenericRecord provisioned) {
        var addresses = (GenericRecord) provisioned.get("addresses");
        return "http://" + ((List<?>) addresses.get("ingress")).getFirst() + ":" + provisioned.get("ingressPort");
    }

    private static String nodeOf(GenericRecord provisioned, String component) {
        return ((List<?>) provisioned.get("nodes"))
                .stream()
                        .map(GenericRecord.class::cast)
                        .filter(node -> text(node, "component").equals(component))
                        .map(node -> text(node, "nodeId"))
                        .findFirst()
                        .orElseThrow();
    }

    private static String order(String shop) {
        String id = UUID.randomUUID().toString();
        var order = new JsonObject();
        order.addProperty("id", id);
        order.addProperty("item", "cable");
        order.addProperty("quantity", 1);
        Awaitility.await("order " + id)
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> Web.post(shop + "/orders", "application/json", order.toString(), Duration.ofSeconds(10))
                                .statusCode()
                        == 201);
        return id;
    }
}
