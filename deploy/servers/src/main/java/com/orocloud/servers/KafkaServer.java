package com.orocloud.servers;

import com.orocloud.servers.ManagedProcess.Program;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * One Kafka broker that is its own controller: SASL/SCRAM for everybody, nothing allowed that no ACL allows, small
 * enough for a laptop. The user {@code admin} may do anything; everybody else is made by {@link KafkaTopics}.
 */
public final class KafkaServer {

    /** The super user. */
    public static final String ADMIN = "admin";

    private static final Duration READY = Duration.ofMinutes(4);
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final String NAME = "kafka";

    private final Settings settings;
    private final Distribution distribution;

    public KafkaServer(Settings settings, Distribution distribution) {
        this.settings = settings;
        this.distribution = distribution;
    }

    /**
     * Where it runs.
     *
     * @param directory holds everything it keeps
     * @param host the one address it listens on
     * @param adminPassword of the user admin, fixed when the directory is first used
     * @param jvmOptions besides those that make it small
     * @param runAs null for the user of this process
     */
    public record Settings(
            Path directory,
            String host,
            int port,
            int controllerPort,
            String adminPassword,
            List<String> jvmOptions,
            @Nullable String runAs) {

        public Settings {
            jvmOptions = List.copyOf(jvmOptions);
        }

        public String bootstrapServers() {
            return host + ":" + port;
        }
    }

    /** Formats the directory if it is new, starts the broker (or finds it running) and waits until it answers. */
    public ManagedProcess start() {
        ManagedProcess process = ManagedProcess.find(NAME, settings.directory()).orElseGet(this::launch);
        process.awaitReady("answers the user admin", READY, this::answers);
        return process;
    }

    /** Ends it, if it runs. */
    public void stop() {
        ManagedProcess.find(NAME, settings.directory()).ifPresent(process -> process.stop(GRACE));
    }

    public Settings settings() {
        return settings;
    }

    /** Client settings of a user of this broker. */
    public Map<String, Object> clientProperties(String user, String password) {
        return ScramLogin.properties(settings.bootstrapServers(), user, password);
    }

    public Admin admin() {
        return Admin.create(clientProperties(ADMIN, settings.adminPassword()));
    }

    private ManagedProcess launch() {
        Folders.create(settings.directory(), settings.runAs());
        if (!Files.exists(logs().resolve("meta.properties"))) {
            format();
        }
        writeConfiguration();
        return ManagedProcess.start(new Program(
                NAME,
                settings.directory(),
                java("-Xms64m", "-Xmx256m", "kafka.Kafka", configuration().toString()),
                Map.of("MALLOC_ARENA_MAX", "2"), // or what many threads freed is kept
                settings.runAs()));
    }

    private boolean answers() throws Exception {
        try (var socket = new Socket()) {
            // cheaper than a client that says at length that it cannot connect
            socket.connect(new InetSocketAddress(settings.host(), settings.port()), 1000);
        }
        try (var admin = admin()) {
            return !admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty();
        }
    }

    private List<String> java(String... arguments) {
        var command = new ArrayList<String>(List.of(
                distribution.java().toString(),
                "-XX:+UseSerialGC",
                "-XX:MaxNewSize=24m",
                "-XX:+UseCompactObjectHeaders",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
                "-cp",
                distribution.kafkaLib() + "/*"));
        command.addAll(settings.jvmOptions());
        command.addAll(List.of(arguments));
        return command;
    }

    /** The arguments go by file, because everybody can read those of a running program and one is a password. */
    private void format() {
        writeConfiguration();
        Path arguments = settings.directory().resolve("format.args");
        Folders.writeSecret(
                arguments,
                """
                -cp "%s/*" kafka.tools.StorageTool format --standalone --ignore-formatted
                -t %s
                -c "%s"
                --add-scram "SCRAM-SHA-512=[name=%s,password=%s]"
                """.formatted(distribution.kafkaLib(), clusterId(), configuration(), ADMIN, settings.adminPassword()),
                settings.runAs());
        Commands.run(
                Commands.as(
                        settings.runAs(),
                        List.of(
                                distribution.java().toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                                "@" + arguments)),
                settings.directory());
        Folders.delete(arguments);
    }

    private void writeConfiguration() {
        var text = new StringBuilder("# Written at every start; changes here are lost.\n");
        var properties = properties();
        properties.stringPropertyNames().stream()
                .sorted()
                .forEach(key -> text.append(key)
                        .append('=')
                        .append(properties.getProperty(key))
                        .append('\n'));
        Folders.writeSecret(configuration(), text.toString(), settings.runAs());
    }

    private Properties properties() {
        var properties = new Properties();
        try (var in = KafkaServer.class.getResourceAsStream("kafka-server.properties")) {
            if (in == null) {
                throw new ServerFailed("kafka-server.properties is not on the class path");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new ServerFailed("reading kafka-server.properties", e);
        }
        String controller = settings.host() + ":" + settings.controllerPort();
        String login = "username=\"%s\" password=\"%s\"".formatted(ADMIN, settings.adminPassword());
        properties.setProperty("controller.quorum.bootstrap.servers", controller);
        properties.setProperty(
                "listeners", "SASL_PLAINTEXT://" + settings.bootstrapServers() + ",CONTROLLER://" + controller);
        properties.setProperty("advertised.listeners", "SASL_PLAINTEXT://" + settings.bootstrapServers());
        properties.setProperty("super.users", "User:" + ADMIN);
        properties.setProperty("log.dirs", logs().toString());
        properties.setProperty(
                "listener.name.sasl_plaintext.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required " + login + ";");
        properties.setProperty(
                "listener.name.controller.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required " + login + " user_" + ADMIN + "=\""
                        + settings.adminPassword() + "\";");
        return properties;
    }

    private Path configuration() {
        return settings.directory().resolve("server.properties");
    }

    private Path logs() {
        return settings.directory().resolve("data");
    }

    /** 22 characters of URL-safe base 64, made from the directory, so that formatting again is the same cluster. */
    private String clusterId() {
        UUID id = UUID.nameUUIDFromBytes(settings.directory().toString().getBytes(StandardCharsets.UTF_8));
        var bytes = ByteBuffer.allocate(16).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(bytes.array())
                .replaceFirst("^-", "A");
    }
}
