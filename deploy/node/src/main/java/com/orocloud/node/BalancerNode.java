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
import org.jspecify.annotations.Nullable;

/** The load balancer: HAProxy in front of the web nodes. */
final class BalancerNode implements Workload {
    private static final List<Order> END = List.of(new Order("TERM", Duration.ofSeconds(2)));
    private static final Duration CHECK_LIMIT = Duration.ofSeconds(5);
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
        if (wanted.peers().of(Role.WEB).isEmpty()) {
            return NodeState.notYet(wanted, "waits for the addresses of the web nodes");
        }
        Path directory = disk.directory("balancer");
        Path configuration = directory.resolve("haproxy.cfg");
        String content = configuration(wanted, forwardedIp(wanted));
        boolean changed = !content.equals(disk.read(configuration));
        if (changed) {
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
        if (!server.isRunning()) {
            server.start(
                    new Launch(List.of(haproxy.toString(), "-W", "-f", configuration.toString()), Map.of(), directory));
        } else if (changed) {
            Journal.say("the web nodes have changed: " + wanted.peers().of(Role.WEB));
            server.signal("USR2");
        }
        return state(wanted);
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
                wanted, reachesWeb, reachesWeb ? "health " + answer.get().status() : NO_WEB_NODE);
    }

    /**
     * Good web nodes take the traffic. If none is good, those that at least answer take it, because they say what is
     * wrong, or that it is maintenance (503). If none answers, the balancer says 502: its own 503 would look like
     * maintenance to whoever watches from outside. A source that sends too much is refused, and nobody else notices.
     */
    private String configuration(Assignment wanted, Optional<String> forwardedIp) {
        return """
                global
                    maxconn 1000
                    hard-stop-after 10s
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
                    default-server check inter 500ms fall 2 rise 1
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
                        servers(wanted.peers().of(Role.WEB)),
                        wanted.requestsPerSource());
    }

    private String binds(Optional<String> forwardedIp) {
        String own = "    bind " + ip + ":8080";
        return forwardedIp
                .map(address -> own + "\n    bind " + address + ":8080")
                .orElse(own);
    }

    private static String servers(List<String> web) {
        StringBuilder lines = new StringBuilder();
        for (int n = 0; n < web.size(); n++) {
            lines.append("    server web-%d %s:8080%n".formatted(n + 1, web.get(n)));
        }
        return lines.toString().stripTrailing();
    }

    @Override
    public void stop() {
        server.close(END);
    }
}
