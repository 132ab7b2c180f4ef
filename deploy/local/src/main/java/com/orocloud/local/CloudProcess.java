package com.orocloud.local;

import com.google.gson.GsonBuilder;
import com.orocloud.servers.ManagedProcess;
import com.orocloud.servers.ManagedProcess.Program;
import com.orocloud.servers.PostgresServer;
import com.orocloud.servers.ServerFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The local cloud as a process of this installation. */
final class CloudProcess {

    private static final String NAME = "cloud";
    private static final int HEAP_MEGABYTES = 192;
    private static final Duration READY = Duration.ofMinutes(1);
    private static final Duration NODES_END = Duration.ofMinutes(1);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final Place place;
    private final Credentials credentials;
    private final Java java;
    private final AotCaches caches;
    private final OciIdentity oci;
    private final LocalSystem.Shape shape;

    CloudProcess(Place place, Credentials credentials, Java java, AotCaches caches, LocalSystem.Shape shape) {
        this.place = place;
        this.credentials = credentials;
        this.java = java;
        this.caches = caches;
        this.oci = new OciIdentity(place);
        this.shape = shape;
    }

    void start() {
        oci.ensure();
        String config = new GsonBuilder().setPrettyPrinting().create().toJson(cloudSettings());
        Path file = Credentials.write(place.secret("cloud.json"), config);
        ManagedProcess cloud = ManagedProcess.start(new Program(
                NAME,
                place.folder("cloud"),
                Java.small(
                        HEAP_MEGABYTES,
                        caches.options(NAME),
                        java.classPath("deploy/local"),
                        "com.orocloud.local.cloud.LocalCloud",
                        file.toString()),
                Java.ENVIRONMENT,
                null));
        cloud.awaitReady("answers", READY, () -> {
            try (var socket = new Socket(place.cloud(), 8080)) {
                return socket.isConnected();
            }
        });
    }

    static boolean isCloud(ManagedProcess process) {
        return process.name().equals(NAME);
    }

    /** Ends the local cloud and every node in it, also those that a cloud left behind that was killed itself. */
    void stop() {
        boolean runs = ManagedProcess.find(NAME, place.folder("cloud")).isPresent();
        if (!runs && !hasNodes()) {
            return;
        }
        start(); // or waits until one that has just been started can hear it
        try {
            HTTP.send(
                    HttpRequest.newBuilder(URI.create(place.cloudAdmin() + "/shutdown"))
                            .timeout(NODES_END)
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.discarding());
        } catch (IOException e) {
            throw new ServerFailed("stopping the nodes of the local cloud; see its log in " + place.folder("cloud"), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean hasNodes() {
        Path nodes = place.folder("cloud").resolve("nodes");
        if (!Files.isDirectory(nodes)) {
            return false;
        }
        try (var all = Files.list(nodes)) {
            return all.findAny().isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException("looking into " + nodes, e);
        }
    }

    private Map<String, Object> cloudSettings() {
        var values = new LinkedHashMap<String, Object>();
        values.put("block", place.block());
        values.put("stateDir", place.folder("cloud").toString());
        values.put(
                "regions",
                place.root()
                        .resolve("provisioning-service/src/main/resources/regions.yaml")
                        .toString());
        values.put("nodes", shape.inert() ? "inert" : "processes");
        if (PlatformServers.runAs() != null) {
            values.put("runAs", PlatformServers.runAs());
        }
        values.put("java", Java.executable().toString());
        values.put("nodeClassPath", staged("deploy/node"));
        values.put("shopClassPath", staged("deploy/shop"));
        values.put("controlToken", credentials.get("control-token"));
        values.put("ociKeys", oci.knownKeys());
        values.put("postgresBin", PostgresServer.installedBinaries().toString());
        values.put("haproxy", "/usr/sbin/haproxy");
        return values;
    }

    /** Copies a module's jars to where the nodes' user can read them; a source tree may lie in a private folder. */
    private String staged(String module) {
        Path folder = place.folder("lib").resolve(Path.of(module).getFileName());
        StagedJars.copy(List.of(java.classPath(module).split(":")), folder);
        return folder + "/*";
    }
}
