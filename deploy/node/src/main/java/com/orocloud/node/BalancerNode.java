package com.orocloud.node;

import com.orocloud.node.Assignment.Role;
import com.orocloud.node.Programs.Result;
import com.orocloud.node.Programs.Task;
import com.orocloud.node.Server.Launch;
import com.orocloud.node.Server.Order;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The load balancer: HAProxy in front of the web nodes. */
final class BalancerNode implements Workload {
    private static final List<Order> END = List.of(new Order("TERM", Duration.ofSeconds(2)));
    private static final Duration CHECK_LIMIT = Duration.ofSeconds(5);
    private static final String CHECKS = "check inter 500ms fall 2 rise 1";

    /** After a change of its configuration, HAProxy's process before ends with its last request, but not later. */
    private static final String LONGEST_REQUEST = "5m";

    private static final String NO_WEB_NODE = "no web node answers";

    /** HAProxy's own words in the moments before its first checks have failed. */
    private static final String NO_SERVER_YET = "No server is available";

    private final NodeDisk disk;
    private final Programs programs;
    private final Server server;
    private final Metadata metadata;
    private final Path haproxy;
    private final String ip;

    @Nullable
    private Assignment configuredFor;

    private Optional<String> forwardedIp = Optional.empty();

    BalancerNode(NodeDisk disk, Programs programs, Server server, Metadata metadata, Path haproxy, String ip) {
        this.disk = disk;
        this.programs = programs;
        this.server = server;
        this.metadata = metadata;
        this.haproxy = haproxy;
        this.ip = ip;
    }

    @Override
    public NodeState converge(Assignment wanted) throws IOException, InterruptedException {
        List<String> web = wanted.peers().of(Role.WEB);
        if (web.isEmpty()) {
            return NodeState.notYet(wanted, "waits for the addresses of the web nodes");
        }
        Path directory = disk.directory("balancer");
        Path configuration = directory.resolve("haproxy.cfg");
        Optional<String> forwardedIp = forwardedIp(wanted);
        String content = configuration(wanted, web, forwardedIp);
        if (!content.equals(disk.read(configuration))) {
            Path proposed = disk.write(directory.resolve("proposed.cfg"), content);
            Result check = programs.run(
                    new Task(
                            List.of(haproxy.toString(), "-c", "-f", proposed.toString()),
                            Map.of(),
                            disk.directory("work"),
                            "",
                            CHECK_LIMIT),
                    () -> false);
            if (!check.ok()) {
                return NodeState.notYet(wanted, "HAProxy refuses its configuration: " + check.complaint());
            }
            disk.rename(proposed, configuration);
        }
        boolean settled = run(directory, configuration, configuration(wanted, List.of(), forwardedIp));
        NodeState state = state(wanted);
        return settled ? state.withWeb(inUse(web)) : state;
    }

    /**
     * Sees to it that HAProxy runs with this configuration, apart from the web nodes, which are changed as it runs.
     *
     * @return false while processes of the configuration before may still be at work
     */
    private boolean run(Path directory, Path configuration, String frame) throws IOException {
        Path runsWith = directory.resolve("runs-with.cfg");
        if (!server.isRunning()) {
            server.start(
                    new Launch(List.of(haproxy.toString(), "-W", "-f", configuration.toString()), Map.of(), directory));
            disk.write(runsWith, frame);
            return false;
        }
        if (!frame.equals(disk.read(runsWith))) {
            Journal.say("HAProxy is configured anew");
            server.signal("USR2");
            disk.write(runsWith, frame);
            return false;
        }
        return server.pid().stream()
                .boxed()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .allMatch(master -> master.children().count() == 1);
    }

    /** Empty while that cannot be told: visitors are served all the same. */
    private List<String> inUse(List<String> web) {
        OptionalLong pid = server.pid();
        try {
            return pid.isPresent() ? new BalancerControl(pid.getAsLong()).converge(web, CHECKS) : List.of();
        } catch (IOException e) {
            Journal.say("the web nodes cannot be changed now: " + e.getMessage());
            return List.of();
        }
    }

    /** Asked again only when the assignment is another, so that a silent metadata service stops nothing. */
    private Optional<String> forwardedIp(Assignment wanted) throws IOException {
        if (!wanted.equals(configuredFor)) {
            forwardedIp = metadata.forwardedIp();
            configuredFor = wanted;
        }
        return forwardedIp;
    }

    private NodeState state(Assignment wanted) {
        Optional<HttpProbe.Answer> answer = HttpProbe.get("http://" + ip + ":8080" + HttpProbe.HEALTH_PATH, Map.of());
        if (answer.isEmpty()) {
            return NodeState.notYet(wanted, "HAProxy does not answer yet");
        }
        String page = answer.get().body();
        boolean reachesWeb = !page.startsWith(NO_WEB_NODE) && !page.contains(NO_SERVER_YET);
        return NodeState.of(
                        wanted,
                        reachesWeb,
                        reachesWeb ? "health " + answer.get().status() : NO_WEB_NODE)
                .withHealth(answer.get().status());
    }

    /**
     * Good web nodes take the traffic. If none is good, those that at least answer take it, because they say what is
     * wrong, or that it is maintenance (503). If none answers, the balancer says 502: its own 503 would look like
     * maintenance to whoever watches from outside. A source that sends too much is refused, and nobody else notices.
     */
    private String configuration(Assignment wanted, List<String> web, Optional<String> forwardedIp) {
        return """
                global
                    maxconn 1000
                    hard-stop-after %6$s
                    stats socket unix@%7$s level admin mode 600
                defaults
                    mode http
                    timeout connect 1s
                    timeout client 30s
                    timeout server 15s
                    timeout check 2s
                    timeout http-request 10s
                    retries 2
                    option redispatch 1
                    option forwardfor
                    default-server %8$s
                frontend shop
                %2$s
                    stick-table type ipv6 size 100k expire 30s store http_req_rate(10s)
                    http-request track-sc0 src
                    http-request return status 429 hdr Retry-After 10 content-type text/plain string "too many requests from your address" if { sc_http_req_rate(0) gt %5$d }
                    http-request return status 502 content-type text/plain string "%3$s" if { nbsrv(good) eq 0 } { nbsrv(answering) eq 0 }
                    use_backend answering if { nbsrv(good) eq 0 }
                    default_backend good
                backend good
                    option httpchk GET %1$s
                    http-check expect status 200
                %4$s
                backend answering
                    option httpchk GET %1$s
                    http-check expect rstatus ^(200|502|503)$
                %4$s
                """.formatted(
                        HttpProbe.HEALTH_PATH,
                        binds(forwardedIp),
                        NO_WEB_NODE,
                        servers(web),
                        wanted.requestsPerSource(),
                        LONGEST_REQUEST,
                        BalancerControl.SOCKET,
                        CHECKS);
    }

    private String binds(Optional<String> forwardedIp) {
        String own = "    bind " + ip + ":8080";
        return forwardedIp
                .map(address -> own + "\n    bind " + address + ":8080")
                .orElse(own);
    }

    private static String servers(List<String> web) {
        return web.stream()
                .map(address -> "    server %1$s %1$s:8080".formatted(address))
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void stop() {
        server.close(END);
    }
}
