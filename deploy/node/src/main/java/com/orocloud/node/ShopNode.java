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

/** A node of the shop itself: a web node, or the files node that keeps what customers attach. */
final class ShopNode implements Workload {
    private static final List<Order> END = List.of(new Order("TERM", Duration.ofSeconds(3)));

    /** The checks that must be good on a site whose data has not been restored yet. */
    private static final List<String> CHECKS_WITHOUT_DATA = List.of("database", "files");

    private final NodeDisk disk;
    private final Server server;
    private final Secrets.Source secrets;
    private final JavaProgram program;
    private final String ip;

    /** The Java and the class path that the shop runs with. */
    record JavaProgram(String java, String classPath) {}

    ShopNode(NodeDisk disk, Server server, Secrets.Source secrets, JavaProgram program, String ip) {
        this.disk = disk;
        this.server = server;
        this.secrets = secrets;
        this.program = program;
        this.ip = ip;
    }

    @Override
    public NodeState converge(Assignment wanted) throws IOException {
        boolean web = wanted.role() == Role.WEB;
        if (web
                && (wanted.peers().of(Role.DATABASE).isEmpty()
                        || wanted.peers().of(Role.FILES).isEmpty())) {
            return NodeState.notYet(wanted, "waits for the addresses of the databases and of the files node");
        }
        Secrets known = secrets.of(wanted.secretsRef());
        Launch launch = web ? webServer(wanted, known) : filesServer(known);
        if (server.isRunning() && !server.wasStartedBy(launch)) {
            Journal.say("what the shop depends on has changed");
            server.stop(END);
        }
        if (!server.isRunning()) {
            server.start(launch);
        }
        return web ? webState(wanted) : filesState(wanted, known);
    }

    private Launch webServer(Assignment wanted, Secrets known) throws IOException {
        Map<String, String> environment = new TreeMap<>();
        environment.put("SHOP_NAME", wanted.environment());
        environment.put("SHOP_ADDRESS", ip + ":8080");
        environment.put("SHOP_DATABASES", String.join(",", wanted.peers().of(Role.DATABASE)));
        environment.put("SHOP_DATABASE_PASSWORD", known.shop());
        environment.put("SHOP_FILES", "http://" + wanted.peers().of(Role.FILES).getFirst() + ":8090");
        environment.put("SHOP_FILES_TOKEN", known.files());
        environment.put("SHOP_INSTALL", Boolean.toString(wanted.install()));
        environment.put("SHOP_COMMIT", wanted.commit());
        environment.put("SHOP_MAINTENANCE_LOCK", disk.path("maintenance_lock").toString());
        return launch("com.orocloud.shop.ShopServer", 96, environment, "web");
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
        return NodeState.of(wanted, ready, "health " + answer.get().status());
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
