package com.orocloud.notification;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The knobs of telling people.
 *
 * @param relays where mail is handed over; the lowest priority number is tried first, equal ones share the load
 * @param from the sender's address; its domain also stands in the message ids, so it should not change
 * @param operations address of those who run the platform
 * @param instance name of this process among several of the same service; the same after a restart
 * @param timeout for connecting to a relay, and for each of its answers
 * @param retryPause first pause after all relays failed; doubled up to {@code retryPauseMax}
 * @param keepTrying how long a mail is tried, and how old an event may be to be told at all
 * @param contactsWithin how long to wait for the contacts of an environment before operations is told instead
 */
@ConfigurationProperties(prefix = "notification", ignoreUnknownFields = false)
record NotificationSettings(
        List<Relay> relays,
        String from,
        String operations,
        @DefaultValue("notification-1") String instance,
        @DefaultValue("5s") Duration timeout,
        @DefaultValue("5s") Duration retryPause,
        @DefaultValue("5m") Duration retryPauseMax,
        @DefaultValue("24h") Duration keepTrying,
        @DefaultValue("5m") Duration contactsWithin) {

    NotificationSettings {
        relays = List.copyOf(relays);
        if (relays.isEmpty()) {
            throw new IllegalArgumentException("notification.relays must name at least one relay");
        }
        var names = new HashSet<String>();
        for (Relay relay : relays) {
            if (!names.add(relay.name())) {
                throw new IllegalArgumentException("notification.relays names " + relay.name() + " twice");
            }
        }
        requireAddress("notification.from", from);
        requireAddress("notification.operations", operations);
    }

    private static void requireAddress(String setting, String value) {
        if (!Envelope.isAddress(value)) {
            throw new IllegalArgumentException(setting
                    + " must be a mail address alone, such as notices@example.com, without a name or brackets; it is \""
                    + value + "\"");
        }
    }

    /** Encryption on the way to a relay. */
    enum Tls {
        /** If the relay offers it; then its certificate must be right. */
        OFFERED,
        REQUIRED
    }

    /** @param passwordFile read at each connection, so that a new password needs no restart */
    record Relay(
            String host,
            @DefaultValue("25") int port,
            @DefaultValue("10") int priority,
            @DefaultValue("OFFERED") Tls tls,
            @Nullable String user,
            @Nullable Path passwordFile) {

        String name() {
            return host + ":" + port;
        }
    }
}
