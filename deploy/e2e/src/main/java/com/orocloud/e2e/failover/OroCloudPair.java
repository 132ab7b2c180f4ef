package com.orocloud.e2e.failover;

import static com.orocloud.e2e.Facts.instant;
import static com.orocloud.e2e.Facts.number;
import static com.orocloud.e2e.Facts.occurredAt;
import static com.orocloud.e2e.Facts.text;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.orocloud.e2e.CloudConsole;
import com.orocloud.e2e.Customer;
import com.orocloud.e2e.Facts;
import com.orocloud.e2e.Portal;
import com.orocloud.local.Home;
import com.orocloud.local.LocalSystem;
import com.orocloud.local.LocalSystem.AtExit;
import com.orocloud.local.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.generic.GenericRecord;

/** The database of an environment that the whole system built and looks after: all services, settings as shipped. */
final class OroCloudPair implements Pair {

    private static final Customer CUSTOMER = Customer.ALL.getFirst();
    private static final Duration BUILT = Duration.ofMinutes(5);
    private static final Duration WHOLE = Duration.ofMinutes(3);
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final long SITE_EPOCH = 1;

    private final LocalSystem system;
    private final Portal portal;
    private final Facts facts;
    private final CloudConsole cloud;
    private final String inside;
    private final List<Node> nodes;
    private final Login login;

    /** Starts everything and orders one environment. */
    OroCloudPair(Progress progress, String inside) throws IOException {
        this.inside = inside;
        system = LocalSystem.in(Home.temporary("bench"), Home.root(), progress);
        system.up(AtExit.REMOVE);
        portal = new Portal(system);
        facts = new Facts(system, new Progress(new PrintStream(OutputStream.nullOutputStream())), fact -> {});
        cloud = new CloudConsole(system.place().cloudAdmin());
        portal.request(CUSTOMER);
        progress.say("an environment is ordered");
        facts.await("EnvironmentActivated", CUSTOMER.environment(), BUILT);
        progress.say("it is in service");
        GenericRecord site = facts.await("EnvironmentProvisioned", CUSTOMER.environment(), BUILT);
        nodes = ((List<?>) site.get("nodes"))
                .stream()
                        .map(GenericRecord.class::cast)
                        .filter(node -> text(node, "component").equals("DATABASE"))
                        .map(node -> new Node(text(node, "nodeId"), text(node, "address")))
                        .toList();
        login = new Login("shop", "shop", password(text(site, "secretsRef")));
    }

    private String password(String secretsRef) throws IOException {
        URI reference = URI.create(secretsRef);
        URI uri = URI.create(system.place().cloudApi() + "/v1/projects/" + reference.getAuthority() + "/secrets"
                + reference.getPath() + "/versions/latest:access");
        String token = Files.readString(system.place().secret("control-token")).strip();
        try (HttpClient http = HttpClient.newHttpClient()) {
            String answer = http.send(
                            HttpRequest.newBuilder(uri)
                                    .header("Authorization", "Bearer " + token)
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            String data = new Gson()
                    .fromJson(answer, JsonObject.class)
                    .getAsJsonObject("payload")
                    .get("data")
                    .getAsString();
            String secret = new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8);
            return new Gson().fromJson(secret, JsonObject.class).get("shop").getAsString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading a password", e);
        }
    }

    @Override
    public String name() {
        return "orocloud";
    }

    @Override
    public List<Node> nodes() {
        return nodes;
    }

    @Override
    public Login login() {
        return login;
    }

    @Override
    public Node awaitWhole() {
        List<GenericRecord> handovers = said("ZoneFailoverCompleted");
        long term = handovers.isEmpty() ? 1 : number(handovers.getLast(), "leaderTerm");
        facts.await(
                "SynchronousReplicationChanged",
                CUSTOMER.environment(),
                WHOLE,
                fact -> number(fact, "leaderTerm") == term
                        && Boolean.TRUE.equals(fact.get("synchronous"))
                        && said("SynchronousReplicationChanged").getLast().equals(fact));
        return handovers.isEmpty() ? nodes.getFirst() : node(text(handovers.getLast(), "promotedNodeId"));
    }

    private List<GenericRecord> said(String type) {
        return facts.said(type, CUSTOMER.environment(), fact -> true);
    }

    private Node node(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void lose(Node main, Kind kind) throws IOException {
        switch (kind) {
            case KILLED -> cloud.crash(main.name());
            case FROZEN -> cloud.hang(main.name());
            case CUT_OFF -> Network.cut(List.of(main.address()), inside);
            case SWITCHOVER -> portal.requestSwitchover(CUSTOMER, SITE_EPOCH);
        }
    }

    @Override
    public Handover awaitHandover(Node lost, Kind kind, Instant since) {
        GenericRecord completed = facts.await(
                "ZoneFailoverCompleted",
                CUSTOMER.environment(),
                LONGEST,
                fact -> text(fact, "lostNodeId").equals(lost.name())
                        && !occurredAt(fact).isBefore(since));
        Map<String, Instant> phases = new LinkedHashMap<>();
        for (Object each : (List<?>) Objects.requireNonNull(completed.get("phases"))) {
            var phase = (GenericRecord) each;
            phases.put(text(phase, "phase"), instant(phase, "at"));
        }
        return new Handover(node(text(completed, "promotedNodeId")), phases);
    }

    @Override
    public void wake(Node node) {
        try {
            cloud.resume(node.name());
        } catch (IOException | RuntimeException fencedAlready) {
            // provisioning-service was faster, which is what it is there for
        }
    }

    @Override
    public void mend(Node node, Kind kind) throws IOException {
        if (kind == Kind.CUT_OFF) {
            Network.mend();
        }
    }

    @Override
    public void close() {
        facts.close();
        portal.close();
        system.remove();
    }
}
