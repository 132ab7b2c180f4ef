package com.orocloud.failover.redundancy;

import static org.awaitility.Awaitility.await;

import com.orocloud.servers.ManagedProcess;
import com.orocloud.servers.ManagedProcess.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Real processes as nodes run them, which can be killed, frozen and started again, each by its name. */
public final class TestingNodes implements AutoCloseable {

    public static final String PASSWORD = "of-the-caches-of-this-test";
    public static final int HTTP_PORT = 8080;
    public static final int REDIS_PORT = 6379;
    private static final int SENTINEL_PORT = 26379;
    private static final Duration READY = Duration.ofSeconds(30);

    private final Path directory;
    private final Map<String, Program> programs = new HashMap<>();
    private final Map<String, InetSocketAddress> listeners = new HashMap<>();

    public TestingNodes(Path directory) {
        this.directory = directory;
    }

    /** HAProxy, which answers every page by itself. */
    public void startWeb(String name, String address) {
        startProxy(name, address, "http-request return status 200 content-type text/plain string good");
    }

    /** HAProxy before web nodes of which none is there. */
    void startBalancer(String name, String address) {
        startProxy(name, address, "default_backend web");
    }

    private void startProxy(String name, String address, String rule) {
        Path configuration = write(name, "haproxy.cfg", """
                defaults
                    mode http
                    timeout connect 1s
                    timeout client 5s
                    timeout server 5s
                frontend shop
                    bind %s:%d
                    %s
                backend web
                """.formatted(address, HTTP_PORT, rule));
        start(name, address, HTTP_PORT, List.of("/usr/sbin/haproxy", "-db", "-f", configuration.toString()));
    }

    /** Redis, and beside it a Sentinel under the name with "-sentinel" at its end. */
    public void startCache(String name, String address, String main) {
        var redis = new ArrayList<>(List.of(
                "/usr/bin/redis-server",
                "--bind",
                address,
                "--port",
                Integer.toString(REDIS_PORT),
                "--dir",
                home(name).toString(),
                "--requirepass",
                PASSWORD,
                "--masterauth",
                PASSWORD,
                "--replica-announce-ip",
                address,
                "--repl-diskless-sync-delay",
                "0",
                "--save",
                ""));
        if (!main.equals(address)) {
            redis.addAll(List.of("--replicaof", main + " " + REDIS_PORT));
        }
        start(name, address, REDIS_PORT, redis);
        String sentinel = name + "-sentinel";
        Path configuration =
                write(sentinel, "sentinel.conf", """
                bind %1$s
                port %2$d
                requirepass %3$s
                sentinel sentinel-pass %3$s
                sentinel announce-ip %1$s
                sentinel monitor cache %4$s %5$d 2
                sentinel auth-pass cache %3$s
                """.formatted(address, SENTINEL_PORT, PASSWORD, main, REDIS_PORT));
        start(sentinel, address, SENTINEL_PORT, List.of("/usr/bin/redis-sentinel", configuration.toString()));
    }

    private void start(String name, String address, int port, List<String> command) {
        programs.put(name, new Program(name, home(name), command, Map.of(), null));
        listeners.put(name, new InetSocketAddress(address, port));
        startAgain(name);
    }

    /** As its supervisor would, with what it was started with. */
    public void startAgain(String name) {
        InetSocketAddress listener = Objects.requireNonNull(listeners.get(name));
        ManagedProcess.start(program(name)).awaitReady("listens", READY, () -> listens(listener));
    }

    public ManagedProcess process(String name) {
        return ManagedProcess.find(name, program(name).directory()).orElseThrow();
    }

    /** Frozen: the kernel of its machine still takes connections, which is the witness. */
    public void freeze(String name) throws IOException {
        process(name).freeze();
        await().until(() -> process(name).isFrozen());
        if (!listens(Objects.requireNonNull(listeners.get(name)))) {
            throw new IllegalStateException(name + " takes no connections");
        }
    }

    private static boolean listens(InetSocketAddress address) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(address, 1_000);
            return socket.isConnected();
        }
    }

    private Program program(String name) {
        return Objects.requireNonNull(programs.get(name), name);
    }

    private Path home(String name) {
        try {
            return Files.createDirectories(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path write(String name, String file, String content) {
        try {
            return Files.writeString(home(name).resolve(file), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        programs.values()
                .forEach(program ->
                        ManagedProcess.find(program.name(), program.directory()).ifPresent(ManagedProcess::kill));
    }
}
