package com.orocloud.node;

import com.orocloud.node.Assignment.Role;
import com.orocloud.node.Server.Launch;
import com.orocloud.node.Server.Order;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A member of the RabbitMQ cluster. The members find each other by their addresses and one fixed port, so none of them
 * asks a name server of Erlang's about another; RabbitMQ insists on having one of its own all the same.
 */
final class QueueNode implements Workload {
    static final int AMQP_PORT = 5672;
    static final String USER = "shop";

    private static final int DISTRIBUTION_PORT = 25672;
    private static final List<Order> END = List.of(new Order("TERM", Duration.ofSeconds(4)));
    private static final List<Order> END_NAMES = List.of(new Order("KILL", Duration.ofMillis(500)));
    private static final byte[] GREETING = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};
    private static final String METHOD_FRAME = "\u0001";

    private final NodeDisk disk;
    private final Servers servers;
    private final Secrets.Source secrets;
    private final String ip;

    record Servers(Server rabbit, Server names) {}

    QueueNode(NodeDisk disk, Servers servers, Secrets.Source secrets, String ip) {
        this.disk = disk;
        this.servers = servers;
        this.secrets = secrets;
        this.ip = ip;
    }

    @Override
    public NodeState converge(Assignment wanted) throws IOException {
        List<String> members = wanted.peers().of(Role.QUEUE);
        if (members.isEmpty()) {
            return NodeState.notYet(wanted, "waits for the addresses of the other queue nodes");
        }
        if (!servers.rabbit().isRunning()) {
            Secrets known = secrets.of(wanted.secretsRef());
            Path directory = disk.directory("rabbitmq");
            disk.write(
                    directory.resolve("rabbitmq.conf"),
                    configuration(members, Secrets.present(known.queue(), "queue")));
            disk.write(directory.resolve("enabled_plugins"), "[].\n");
            disk.write(directory.resolve(".erlang.cookie"), Secrets.present(known.erlang(), "erlang"));
            servers.rabbit().start(launch(directory, startNames()));
        }
        return NodeState.of(wanted, greets(), servers.rabbit().isRunning() ? "in the cluster" : "starting");
    }

    /** The port of Erlang's name server of this node: any that is free, also on 127.0.0.1, where it listens besides. */
    private int startNames() throws IOException {
        Path recorded = disk.path("epmd.port");
        @Nullable String known = disk.read(recorded);
        if (servers.names().isRunning() && known != null) {
            return Integer.parseInt(known);
        }
        int port = freePort();
        disk.write(recorded, Integer.toString(port));
        servers.names()
                .start(new Launch(
                        List.of("/usr/bin/epmd", "-address", ip, "-port", Integer.toString(port)),
                        Map.of(),
                        disk.directory("epmd")));
        return port;
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
            return probe.getLocalPort();
        }
    }

    private Launch launch(Path directory, int namesPort) throws IOException {
        Map<String, String> environment = new TreeMap<>();
        environment.put("HOME", directory.toString());
        environment.put("RABBITMQ_NODENAME", nodeName(ip));
        environment.put("RABBITMQ_USE_LONGNAME", "true");
        environment.put("RABBITMQ_MNESIA_BASE", disk.directory("rabbitmq-data").toString());
        environment.put("RABBITMQ_LOG_BASE", directory.toString());
        environment.put(
                "RABBITMQ_CONFIG_FILE", directory.resolve("rabbitmq.conf").toString());
        environment.put(
                "RABBITMQ_ENABLED_PLUGINS_FILE",
                directory.resolve("enabled_plugins").toString());
        environment.put("RABBITMQ_CONF_ENV_FILE", "/dev/null");
        // the script then becomes Erlang itself instead of a parent that would have to be stopped by a command
        environment.put("RUNNING_UNDER_SYSTEMD", "true");
        // RabbitMQ only looks whether this one is free, and on every address at once; -erl_epmd_port decides
        environment.put("RABBITMQ_DIST_PORT", Integer.toString(freePort()));
        environment.put("ERL_EPMD_ADDRESS", ip);
        environment.put("ERL_EPMD_PORT", Integer.toString(namesPort));
        environment.put("ERL_FLAGS", "-start_epmd false -erl_epmd_port " + DISTRIBUTION_PORT);
        environment.put("ERL_CRASH_DUMP_SECONDS", "0");
        environment.put(
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                "-kernel inet_dist_use_interface {" + ip.replace('.', ',') + "} +sbwt none");
        return new Launch(List.of("/usr/lib/rabbitmq/bin/rabbitmq-server"), environment, directory);
    }

    private static String nodeName(String address) {
        return "rabbit@" + address;
    }

    /** A member that is alone pauses, so that no two halves of a cluster ever both take messages. */
    private String configuration(List<String> members, String password) {
        StringBuilder peers = new StringBuilder();
        for (int n = 0; n < members.size(); n++) {
            peers.append("cluster_formation.classic_config.nodes.%d = %s%n".formatted(n + 1, nodeName(members.get(n))));
        }
        return """
                listeners.tcp.1 = %1$s:%2$d
                cluster_formation.peer_discovery_backend = classic_config
                %3$s
                cluster_partition_handling = pause_minority
                net_ticktime = 10
                default_user = %4$s
                default_pass = %5$s
                loopback_users = none
                log.console = true
                log.console.level = warning
                log.file = false
                vm_memory_high_watermark.absolute = 256MB
                disk_free_limit.absolute = 50MB
                """.formatted(ip, AMQP_PORT, peers.toString().stripTrailing(), USER, password);
    }

    /** True if RabbitMQ answers AMQP's greeting; a paused member does not listen. */
    private boolean greets() {
        return Greeting.of(ip, AMQP_PORT, GREETING).startsWith(METHOD_FRAME);
    }

    @Override
    public void stop() {
        servers.rabbit().close(END);
        servers.names().close(END_NAMES);
    }
}
