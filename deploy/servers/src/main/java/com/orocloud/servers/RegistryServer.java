package com.orocloud.servers;

import com.orocloud.servers.ManagedProcess.Program;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The schema registry (Apicurio), on PostgreSQL, spoken to by the Confluent protocol. */
public final class RegistryServer {

    private static final Duration READY = Duration.ofMinutes(4);
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final String NAME = "registry";

    private final Settings settings;
    private final Distribution distribution;

    public RegistryServer(Settings settings, Distribution distribution) {
        this.settings = settings;
        this.distribution = distribution;
    }

    /**
     * Where it runs.
     *
     * @param managementPort for health; unless it is given, the registry listens for it on every address
     * @param database its own, as JDBC says it
     * @param jvmOptions besides those that make it small
     */
    public record Settings(
            Path directory,
            String host,
            int port,
            int managementPort,
            String database,
            String databaseUser,
            String databasePassword,
            List<String> jvmOptions,
            @Nullable String runAs) {

        public Settings {
            jvmOptions = List.copyOf(jvmOptions);
        }

        /** What clients call {@code schema.registry.url}. */
        public String url() {
            return "http://" + host + ":" + port + "/apis/ccompat/v7";
        }
    }

    /** Starts it, or finds it running, and waits until it can reach its database. */
    public ManagedProcess start() {
        ManagedProcess process = ManagedProcess.find(NAME, settings.directory()).orElseGet(this::launch);
        process.awaitReady("healthy", READY, this::isReady);
        return process;
    }

    /** Ends it, if it runs. */
    public void stop() {
        ManagedProcess.find(NAME, settings.directory()).ifPresent(process -> process.stop(GRACE));
    }

    public Settings settings() {
        return settings;
    }

    private ManagedProcess launch() {
        Folders.create(settings.directory(), settings.runAs());
        return ManagedProcess.start(
                new Program(NAME, settings.directory(), command(), environment(), settings.runAs()));
    }

    private List<String> command() {
        var command = new ArrayList<String>(List.of(
                distribution.java().toString(),
                "-Xms64m",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:MaxNewSize=24m",
                "-XX:+UseCompactObjectHeaders",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(settings.jvmOptions());
        command.addAll(List.of(
                "-Dquarkus.http.host=" + settings.host(),
                "-Dquarkus.http.port=" + settings.port(),
                "-Dquarkus.management.host=" + settings.host(),
                "-Dquarkus.management.port=" + settings.managementPort(),
                "-Dapicurio.storage.kind=sql",
                "-Dapicurio.storage.sql.kind=postgresql",
                "-Dapicurio.datasource.url=" + settings.database(),
                "-jar",
                distribution.registryHome().resolve("quarkus-run.jar").toString()));
        return command;
    }

    /** The login goes by environment, because everybody can read the arguments of a running program. */
    private Map<String, String> environment() {
        return Map.of(
                "MALLOC_ARENA_MAX",
                "2", // or what many threads freed is kept
                "APICURIO_DATASOURCE_USERNAME",
                settings.databaseUser(),
                "APICURIO_DATASOURCE_PASSWORD",
                settings.databasePassword());
    }

    private boolean isReady() throws IOException, InterruptedException {
        var health = URI.create("http://" + settings.host() + ":" + settings.managementPort() + "/health/ready");
        try (var http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build()) {
            var request = HttpRequest.newBuilder(health)
                    .timeout(Duration.ofSeconds(3))
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        }
    }
}
