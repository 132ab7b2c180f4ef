package com.orocloud.node;

import com.orocloud.node.Assignment.Role;
import com.orocloud.node.NodeSupervisor.NodeSettings;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Builds what a node of a role runs, after ending what a killed supervisor left half done on this disk. */
final class Workloads {
    private final NodeSettings settings;
    private final Metadata metadata;
    private final BooleanSupplier superseded;
    private final Runnable serverEnded;
    private final DatabaseNode.Reporter reporter;

    Workloads(
            NodeSettings settings,
            Metadata metadata,
            BooleanSupplier superseded,
            Runnable serverEnded,
            DatabaseNode.Reporter reporter) {
        this.settings = settings;
        this.metadata = metadata;
        this.superseded = superseded;
        this.serverEnded = serverEnded;
        this.reporter = reporter;
    }

    Workload of(Assignment wanted) throws IOException {
        String user = serverUser(wanted.role());
        NodeDisk disk = new NodeDisk(settings.directory(), user);
        Programs programs = new Programs(settings.directory(), user);
        Secrets.Source secrets = new Secrets.Source(metadata, settings.secretsEndpoint());
        String ip = metadata.ip();
        Server.killAllUnder(disk.path("work"));
        Server.killAllUnder(disk.path("data.new"));
        return switch (wanted.role()) {
            case DATABASE -> {
                Server server = new Server("postgres", disk, programs, serverEnded);
                if (!server.isRunning()) {
                    Server.killAllUnder(disk.path("data"));
                }
                PostgresFiles files = new PostgresFiles(disk);
                Postgres postgres = new Postgres(settings.postgresBinaries(), disk, files, programs, superseded);
                yield new DatabaseNode(disk, files, postgres, server, secrets, reporter, ip);
            }
            case WEB, FILES, CONSUMER, SMTP -> {
                Server server = new Server("shop", disk, programs, serverEnded);
                yield new ShopNode(disk, server, secrets, settings.shop(), ip);
            }
            case CACHE ->
                new CacheNode(
                        disk,
                        programs,
                        new CacheNode.Servers(
                                new Server("redis", disk, programs, serverEnded),
                                new Server("sentinel", disk, programs, serverEnded)),
                        secrets,
                        ip);
            case QUEUE ->
                new QueueNode(
                        disk,
                        new QueueNode.Servers(
                                new Server("rabbitmq", disk, programs, serverEnded),
                                new Server("epmd", disk, programs, serverEnded)),
                        secrets,
                        ip);
            case LOAD_BALANCER -> {
                Server server = new Server("haproxy", disk, programs, serverEnded);
                yield new BalancerNode(disk, programs, server, metadata, settings.haproxy(), ip);
            }
        };
    }

    /** A supervisor that is root gives its servers a user of Debian's own; one that is not has nothing to give up. */
    @Nullable
    private static String serverUser(Role role) {
        if (!"root".equals(System.getProperty("user.name"))) {
            return null;
        }
        return switch (role) {
            case DATABASE -> "postgres";
            case LOAD_BALANCER -> "haproxy";
            case WEB, FILES, CONSUMER, SMTP -> "www-data";
            case CACHE -> "redis";
            case QUEUE -> "rabbitmq";
        };
    }
}
