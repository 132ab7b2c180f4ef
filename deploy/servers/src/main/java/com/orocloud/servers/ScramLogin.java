package com.orocloud.servers;

import java.util.Map;
import java.util.regex.Pattern;

/** How a user logs on to a broker: SCRAM-SHA-512 over SASL_PLAINTEXT. */
public final class ScramLogin {

    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._-]+");

    private ScramLogin() {}

    /** Kafka client settings. */
    public static Map<String, Object> properties(String bootstrapServers, String user, String password) {
        return Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "SCRAM-SHA-512",
                "sasl.jaas.config",
                jaas(user, password));
    }

    /** The value of {@code sasl.jaas.config}. */
    public static String jaas(String user, String password) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(checked(user), checked(password));
    }

    /** Names and passwords go into configuration files of several syntaxes, none of which must need quoting. */
    static String checked(String value) {
        if (!SAFE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "a broker's user names and passwords are made of letters, digits, dots, hyphens and underscores");
        }
        return value;
    }
}
