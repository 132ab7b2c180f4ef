package com.orocloud.node;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.orocloud.node.Assignment.Role;
import com.orocloud.node.Server.Launch;
import com.orocloud.node.Server.Order;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A node that runs a program of the shop: a web node, the files node that keeps what customers attach, a consumer that
 * does what follows an order, or a relay for its mail.
 */
final class ShopNode implements Workload {
    static final int CONSUMER_PORT = 8070;
    static final int SMTP_PORT = 2525;

    private static final List<Order> END = List.of(new Order("TERM", Duration.ofSeconds(3)));

    /** The checks that must be good on a site whose data has not been restored yet. */
    private static final List<String> CHECKS_WITHOUT_DATA = List.of("database", "files");

    private final NodeDisk disk;
    private final Server server;
    private final Secrets.Source secrets;
    private final JavaProgram program;
    private final String ip;

    /**
     * The Java and the class path that the shop runs with.
     *
     * @param nextHop host:port of the server that relays hand the site's mail to
     */
    record JavaProgram(String java, String classPath, String nextHop) {}

    ShopNode(NodeDisk disk, Server server, Secrets.Source secrets, JavaProgram program, String ip) {
        this.disk = disk;
        this.server = server;
        this.secrets = secrets;
        this.program = program;
        this.ip = ip;
    }

    @Override
    public NodeState converge(Assignment wanted) throws IOException {
        boolean usesOthers = wanted.role() == Role.WEB || wanted.role() == Role.CONSUMER;
        if (usesOthers
                && (wanted.peers().of(Role.DATABASE).isEmpty()
                        || wanted.peers().of(Role.FILES).isEmpty())) {
            return NodeState.notYet(wanted, "waits for the addresses of the databases and of the files node");
        }
        Secrets known = secrets.of(wanted.secretsRef());
        Launch launch = switch (wanted.role()) {
            case WEB -> webServer(wanted, known);
            case CONSUMER -> consumer(wanted, known);
            case SMTP -> mailRelay();
            case FILES -> filesServer(known);
            case DATABASE, LOAD_BALANCER, CACHE, QUEUE ->
                throw new IllegalArgumentException("no program of the shop is a " + wanted.role());
        };
        if (server.isRunning() && !server.wasStartedBy(launch)) {
            Journal.say("what the shop depends on has changed");
            server.stop(END);
        }
        if (!server.isRunning()) {
            server.start(launch);
        }
        return switch (wanted.role()) {
            case WEB -> webState(wanted);
            case CONSUMER -> consumerState(wanted);
            case SMTP -> relayState(wanted);
            case FILES, DATABASE, LOAD_BALANCER, CACHE, QUEUE -> filesState(wanted, known);
        };
    }

    private Launch webServer(Assignment wanted, Secrets known) throws IOException {
        Map<String, String> environment = shared(wanted, known, 8080);
        environment.put("SHOP_FILES", "http://" + wanted.peers().of(Role.FILES).getFirst() + ":8090");
        environment.put("SHOP_FILES_TOKEN", known.files());
        environment.put("SHOP_INSTALL", Boolean.toString(wanted.install()));
        environment.put("SHOP_COMMIT", wanted.commit());
        environment.put("SHOP_MAINTENANCE_LOCK", disk.path("maintenance_lock").toString());
        return launch("com.orocloud.shop.ShopServer", 96, environment, "web");
    }

    private Launch consumer(Assignment wanted, Secrets known) throws IOException {
        return launch("com.orocloud.shop.OrderConsumer", 64, shared(wanted, known, CONSUMER_PORT), "consumer");
    }

    /** What every program that works on orders is told; of a component that the environment does not have, nothing. */
    private Map<String, String> shared(Assignment wanted, Secrets known, int port) throws IOException {
        Assignment.Peers peers = wanted.peers();
        Map<String, String> environment = new TreeMap<>();
        environment.put("SHOP_NAME", wanted.environment());
        environment.put("SHOP_ADDRESS", ip + ":" + port);
        environment.put("SHOP_DATABASES", String.join(",", peers.of(Role.DATABASE)));
        environment.put("SHOP_DATABASE_PASSWORD", known.shop());
        if (!peers.of(Role.CACHE).isEmpty()) {
            environment.put("SHOP_CACHE", String.join(",", peers.of(Role.CACHE)));
            environment.put("SHOP_CACHE_PASSWORD", Secrets.present(known.cache(), "cache"));
        }
        if (!peers.of(Role.QUEUE).isEmpty()) {
            environment.put("SHOP_QUEUES", String.join(",", peers.of(Role.QUEUE)));
            environment.put("SHOP_QUEUE_PASSWORD", Secrets.present(known.queue(), "queue"));
        }
        if (!peers.of(Role.SMTP).isEmpty()) {
            environment.put("SHOP_MAIL_RELAYS", String.join(",", peers.of(Role.SMTP)));
        }
        return environment;
    }

    private Launch mailRelay() throws IOException {
        return launch(
                "com.orocloud.shop.MailRelay",
                48,
                Map.of(
                        "RELAY_ADDRESS", ip + ":" + SMTP_PORT,
                        "RELAY_SPOOL", disk.directory("spool").toString(),
                        "RELAY_NEXT_HOP", program.nextHop()),
                "relay");
    }

    private Launch filesServer(Secrets known) throws IOException {
        return launch(
                "com.orocloud.shop.FilesServer",
                48,
                Map.of(
                        "FILES_ADDRESS", ip + ":8090",
                        "FILES_TOKEN", known.files(),
                        "FILES_DIRECTORY", disk.directory("files").toString()),
                "files-server");
    }

    private Launch launch(String mainClass, int heapMegabytes, Map<String, String> environment, String directory)
            throws IOException {
        return new Launch(
                List.of(
                        program.java(),
                        "-Xmx" + heapMegabytes + "m",
                        "-Xss512k",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        program.classPath(),
                        mainClass),
                environment,
                disk.directory(directory));
    }

    /** Ready means that every check is good; where a restore is still to bring the data, that the rest is. */
    private NodeState webState(Assignment wanted) {
        Optional<HttpProbe.Answer> answer = HttpProbe.get("http://" + ip + ":8080" + HttpProbe.HEALTH_PATH, Map.of());
        if (answer.isEmpty()) {
            return NodeState.notYet(wanted, "the shop does not answer yet");
        }
        boolean ready = answer.get().status() == 200
                || (!wanted.install() && isGoodWithoutData(answer.get().body()));
        return NodeState.of(wanted, ready, "health " + answer.get().status())
                .withHealth(answer.get().status());
    }

    private static boolean isGoodWithoutData(String health) {
        try {
            JsonObject checks = JsonParser.parseString(health).getAsJsonObject().getAsJsonObject("checks");
            return CHECKS_WITHOUT_DATA.stream()
                    .allMatch(name -> checks.getAsJsonObject(name).get("ok").getAsBoolean());
        } catch (JsonParseException | IllegalStateException | NullPointerException notAHealthPage) {
            return false;
        }
    }

    private NodeState consumerState(Assignment wanted) {
        boolean ready = HttpProbe.get("http://" + ip + ":" + CONSUMER_PORT + "/", Map.of())
                .filter(answer -> answer.status() == 200)
                .isPresent();
        return NodeState.of(wanted, ready, ready ? "consumes" : "does not consume yet");
    }

    private NodeState relayState(Assignment wanted) {
        boolean ready = Greeting.of(ip, SMTP_PORT, new byte[0]).startsWith("220");
        return NodeState.of(wanted, ready, ready ? "takes mail" : "the relay does not greet yet");
    }

    private NodeState filesState(Assignment wanted, Secrets known) {
        boolean ready = HttpProbe.get(
                        "http://" + ip + ":8090/health", Map.of("Authorization", "Bearer " + known.files()))
                .filter(answer -> answer.status() == 200)
                .isPresent();
        return NodeState.of(wanted, ready, ready ? "serves files" : "the files server does not answer yet");
    }

    @Override
    public void stop() {
        server.close(END);
    }
}
