package com.orocloud.node;

import com.orocloud.node.Assignment.Role;
import com.orocloud.node.Programs.Task;
import com.orocloud.node.Server.Launch;
import com.orocloud.node.Server.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A member of the cache: Redis, and beside it one of the Sentinels that decide together who is the main. Whoever starts
 * asks the Sentinels first; only where none answers, which is when all start at once, does the first address begin as
 * the main.
 */
final class CacheNode implements Workload {
    static final int REDIS_PORT = 6379;
    static final int SENTINEL_PORT = 26379;

    /** The name that the Sentinels know this set of servers by. */
    static final String SET = "cache";

    /** How many Sentinels must agree that the main is gone; a majority of three. */
    private static final int QUORUM = 2;

    private static final List<Order> END = List.of(new Order("TERM", Duration.ofSeconds(2)));
    private static final Duration ASK_LIMIT = Duration.ofSeconds(2);
    private static final String REDIS_FOLDER = "redis";

    private final NodeDisk disk;
    private final Programs programs;
    private final Servers servers;
    private final Secrets.Source secrets;
    private final String ip;

    record Servers(Server redis, Server sentinel) {}

    CacheNode(NodeDisk disk, Programs programs, Servers servers, Secrets.Source secrets, String ip) {
        this.disk = disk;
        this.programs = programs;
        this.servers = servers;
        this.secrets = secrets;
        this.ip = ip;
    }

    @Override
    public NodeState converge(Assignment wanted) throws IOException, InterruptedException {
        List<String> members = wanted.peers().of(Role.CACHE);
        if (members.isEmpty()) {
            return NodeState.notYet(wanted, "waits for the addresses of the other cache nodes");
        }
        String password = Secrets.present(secrets.of(wanted.secretsRef()).cache(), "cache");
        if (!servers.redis().isRunning()) {
            startRedis(members, password);
        }
        if (!servers.sentinel().isRunning()) {
            startSentinel(members, password);
        }
        return state(wanted, password);
    }

    private void startRedis(List<String> members, String password) throws IOException, InterruptedException {
        Path directory = disk.directory(REDIS_FOLDER);
        Path configuration = directory.resolve("redis.conf");
        Optional<String> main = mainBySentinels(members, password);
        boolean first = !Files.exists(configuration);
        if (main.isPresent() || first) {
            String follows = main.orElse(members.getFirst());
            disk.write(configuration, redis(directory, password, follows));
        }
        servers.redis()
                .start(new Launch(List.of("/usr/bin/redis-server", configuration.toString()), Map.of(), directory));
    }

    private void startSentinel(List<String> members, String password) throws IOException, InterruptedException {
        Path directory = disk.directory("sentinel");
        Path configuration = directory.resolve("sentinel.conf");
        if (!Files.exists(configuration)) {
            String main = mainBySentinels(members, password).orElse(members.getFirst());
            disk.write(configuration, sentinel(directory, password, main));
        }
        servers.sentinel()
                .start(new Launch(List.of("/usr/bin/redis-sentinel", configuration.toString()), Map.of(), directory));
    }

    /** What any Sentinel that answers says; they agree among themselves before they change it. */
    private Optional<String> mainBySentinels(List<String> members, String password)
            throws IOException, InterruptedException {
        for (String member : members) {
            List<String> answer = ask(member, SENTINEL_PORT, password, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", SET);
            if (answer.size() == 2 && members.contains(answer.getFirst())) {
                return Optional.of(answer.getFirst());
            }
        }
        return Optional.empty();
    }

    private NodeState state(Assignment wanted, String password) throws IOException, InterruptedException {
        List<String> role = ask(ip, REDIS_PORT, password, "ROLE");
        if (role.isEmpty() || !List.of("master", "slave").contains(role.getFirst())) {
            return NodeState.notYet(wanted, "Redis does not answer yet");
        }
        boolean main = role.getFirst().equals("master");
        if (!main && !role.contains("connected")) {
            return NodeState.notYet(wanted, "the replica is not connected to its main yet");
        }
        String quorum = String.join(" ", ask(ip, SENTINEL_PORT, password, "SENTINEL", "CKQUORUM", SET));
        if (!quorum.startsWith("OK")) {
            return NodeState.notYet(wanted, "the Sentinels are not a majority: " + quorum);
        }
        List<String> members = wanted.peers().of(Role.CACHE);
        Optional<String> stranger = stranger(main ? List.copyOf(role) : List.of(ip), members, password);
        return stranger.isPresent()
                ? NodeState.notYet(wanted, "the Sentinel here has not met the replica " + stranger.get() + " yet")
                : NodeState.of(wanted, true, main ? "main of the cache" : "replica of the cache");
    }

    /**
     * Of those members that follow a main, one that the Sentinel here does not know: it asks the main only every 10 s who
     * follows it, and once the main is lost, it can choose none that it does not know. From now on it asks every second.
     */
    private Optional<String> stranger(List<String> followers, List<String> members, String password)
            throws IOException, InterruptedException {
        List<String> known = ask(ip, SENTINEL_PORT, password, "SENTINEL", "REPLICAS", SET);
        Optional<String> stranger = followers.stream()
                .filter(members::contains)
                .filter(follower -> !known.contains(follower))
                .findFirst();
        if (stranger.isPresent()) {
            ask(ip, SENTINEL_PORT, password, "SENTINEL", "DEBUG", "INFO-PERIOD", "1000");
        }
        return stranger;
    }

    /** The lines of the answer; none if there is no server. The password travels in the environment. */
    private List<String> ask(String host, int port, String password, String... words)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of("/usr/bin/redis-cli", "-h", host, "-p", Integer.toString(port), "--no-auth-warning"));
        command.addAll(List.of(words));
        Programs.Result result = programs.run(
                new Task(command, Map.of("REDISCLI_AUTH", password), disk.directory("work"), "", ASK_LIMIT),
                () -> false);
        return result.ok() ? result.output().strip().lines().toList() : List.of();
    }

    private String redis(Path directory, String password, String main) {
        return """
                bind %1$s
                port %2$d
                dir %3$s
                requirepass %4$s
                masterauth %4$s
                replica-announce-ip %1$s
                repl-diskless-sync-delay 0
                appendonly yes
                appendfsync everysec
                save ""
                maxmemory 64mb
                maxmemory-policy allkeys-lru
                %5$s
                """.formatted(
                ip, REDIS_PORT, directory, password, main.equals(ip) ? "" : "replicaof " + main + " " + REDIS_PORT);
    }

    private String sentinel(Path directory, String password, String main) {
        return """
                bind %1$s
                port %2$d
                dir %3$s
                requirepass %4$s
                sentinel sentinel-pass %4$s
                sentinel announce-ip %1$s
                sentinel monitor %5$s %6$s %7$d %8$d
                sentinel auth-pass %5$s %4$s
                sentinel down-after-milliseconds %5$s 2000
                # an election that nobody won is held again after twice as long
                sentinel failover-timeout %5$s 4000
                """.formatted(ip, SENTINEL_PORT, directory, password, SET, main, REDIS_PORT, QUORUM);
    }

    @Override
    public void stop() {
        servers.sentinel().close(END);
        servers.redis().close(END);
    }
}
