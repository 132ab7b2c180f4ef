package com.orocloud.failover.vantage;

import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one vantage point is told: a properties file.
 *
 * @param name as topics.yaml registers it; also its user at the broker
 * @param sourceAddress where its probes go out from; null for any address of the machine
 * @param interval between two rounds of probes
 * @param tokenFile holds the bearer token for the provider's APIs; null if it has none, which is no harm where an API
 *     that refuses still shows that it is there
 * @param tokenOrigin the only scheme, host and port that the token is ever sent to
 * @param clients settings of the Kafka clients and of the registry
 */
public record VantageSettings(
        String name,
        @Nullable InetAddress sourceAddress,
        Duration interval,
        @Nullable Path tokenFile,
        @Nullable String tokenOrigin,
        Map<String, Object> clients) {

    private static final String CLIENTS = "kafka.";
    private static final String REGISTRY = "schema.registry.url";
    private static final List<String> KNOWN =
            List.of("name", "source-address", "interval", "token-file", "token-origin", REGISTRY);

    public VantageSettings {
        if ((tokenFile == null) != (tokenOrigin == null)) {
            throw new IllegalArgumentException("token-file and token-origin are given together or not at all: a token"
                    + " is sent to the one place it is for");
        }
        clients = Map.copyOf(clients);
    }

    /** @throws IllegalArgumentException saying which key is missing, unknown or wrong */
    static VantageSettings read(Path file) throws IOException {
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        var clients = new HashMap<String, Object>();
        var unknown = new TreeSet<String>();
        for (String key : properties.stringPropertyNames()) {
            if (key.startsWith(CLIENTS)) {
                clients.put(key.substring(CLIENTS.length()), properties.getProperty(key));
            } else if (!KNOWN.contains(key)) {
                unknown.add(key);
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    file + " has unknown keys " + unknown + "; there are " + KNOWN + " and " + CLIENTS + "*");
        }
        clients.put(REGISTRY, needed(properties, REGISTRY, file));
        String tokenFile = properties.getProperty("token-file");
        return new VantageSettings(
                needed(properties, "name", file),
                address(properties.getProperty("source-address")),
                Duration.parse(properties.getProperty("interval", "PT5S")),
                tokenFile == null ? null : Path.of(tokenFile),
                properties.getProperty("token-origin"),
                clients);
    }

    private static String needed(Properties properties, String key, Path file) {
        String value = properties.getProperty(key);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(file + " does not say " + key);
        }
        return value;
    }

    private static @Nullable InetAddress address(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("source-address " + text + " is no address", e);
        }
    }
}
