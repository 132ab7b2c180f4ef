package com.orocloud.local.cloud;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.orocloud.local.cloud.compute.ComputeSettings;
import com.orocloud.local.cloud.compute.NodeSettings;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the local cloud, as its one file says them.
 *
 * @param block the first two numbers of every address of this installation
 * @param stateDir where everything is kept; users that nodes run as must be able to reach it
 * @param regions the region catalogue
 * @param nodes {@code processes} or {@code inert}
 * @param runAs the user that nodes run as when the cloud runs as root
 * @param nodeCommand what a node runs instead of the node supervisor
 * @param controlToken the bearer token of the control plane
 * @param unreachable what a lost region's API does: {@code 503} or {@code hang}
 * @param hangSeconds how long a caller of something that hangs waits until the connection ends
 * @param operationMillis how long an operation takes at least
 * @param ociKeys public keys of those who may call Oracle's dialect: PEM files by tenancy/user/fingerprint
 */
record CloudConfig(
        String block,
        String stateDir,
        String regions,
        @Nullable String nodes,
        @Nullable String runAs,
        @Nullable String java,
        @Nullable String nodeClassPath,
        @Nullable String shopClassPath,
        @Nullable List<String> nodeCommand,
        String controlToken,
        @Nullable String postgresBin,
        @Nullable String haproxy,
        @Nullable String unreachable,
        @Nullable Integer hangSeconds,
        @Nullable Integer operationMillis,
        @Nullable Map<String, String> ociKeys) {

    private static final String SUPERVISOR = "com.orocloud.node.NodeSupervisor";
    private static final int API_PORT = 8080;
    private static final int ADMIN_PORT = 8081;
    private static final int SMTP_PORT = 2525;
    private static final int MAILBOX_PORT = 8025;

    static CloudConfig read(Path file) throws IOException {
        JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        List<String> known = Arrays.stream(CloudConfig.class.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
        List<String> unknown =
                json.keySet().stream().filter(key -> !known.contains(key)).toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(file + " has unknown settings " + unknown + "; there are " + known);
        }
        for (String needed : List.of("block", "stateDir", "regions", "controlToken")) {
            if (!json.has(needed)) {
                throw new IllegalArgumentException(file + " does not say " + needed);
            }
        }
        return new Gson().fromJson(json, CloudConfig.class);
    }

    private InetSocketAddress at(int port) {
        return new InetSocketAddress(block + ".0.6", port);
    }

    InetSocketAddress api() {
        return at(API_PORT);
    }

    InetSocketAddress admin() {
        return at(ADMIN_PORT);
    }

    InetSocketAddress smtp() {
        return at(SMTP_PORT);
    }

    InetSocketAddress mailbox() {
        return at(MAILBOX_PORT);
    }

    String endpoint() {
        return "http://" + api().getHostString() + ":" + API_PORT;
    }

    Path state() {
        return Path.of(stateDir).toAbsolutePath();
    }

    Duration hang() {
        return Duration.ofSeconds(hangSeconds == null ? 30 : hangSeconds);
    }

    Map<String, String> ociKeyFiles() {
        return ociKeys == null ? Map.of() : Map.copyOf(ociKeys);
    }

    boolean unreachableHangs() {
        return "hang".equals(unreachable);
    }

    ComputeSettings computeSettings() {
        Duration operationTime = Duration.ofMillis(operationMillis == null ? 300 : operationMillis);
        return new ComputeSettings(block, endpoint(), operationTime, nodeSettings());
    }

    /** How nodes are started, or nothing when they are inert. */
    private Optional<NodeSettings> nodeSettings() {
        if ("inert".equals(nodes)) {
            return Optional.empty();
        }
        String javaCommand = java == null ? "java" : java;
        List<String> command = nodeCommand == null
                ? List.of(
                        javaCommand,
                        "-Xmx32m",
                        "-Xss512k",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-cp",
                        Optional.ofNullable(nodeClassPath).orElse(""),
                        SUPERVISOR)
                : nodeCommand;
        Map<String, String> environment = Map.of(
                "OROCLOUD_JAVA", javaCommand,
                "OROCLOUD_SHOP_CLASSPATH", Optional.ofNullable(shopClassPath).orElse(""),
                "OROCLOUD_POSTGRES_BIN", Optional.ofNullable(postgresBin).orElse(""),
                "OROCLOUD_HAPROXY", Optional.ofNullable(haproxy).orElse(""),
                "OROCLOUD_MAIL_NEXT_HOP", smtp().getHostString() + ":" + SMTP_PORT,
                "OROCLOUD_SECRETS_ENDPOINT", endpoint());
        return Optional.of(
                new NodeSettings(state().resolve("nodes"), command, environment, Optional.ofNullable(runAs)));
    }
}
