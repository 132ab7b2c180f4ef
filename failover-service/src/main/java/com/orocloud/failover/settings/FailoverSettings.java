package com.orocloud.failover.settings;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Everything that can be set.
 *
 * @param instance tells this process from others of the same service
 * @param vantagePoints where regions are looked at from; at least two
 * @param probeInterval between two looks at a database
 * @param probeMisses missed looks in a row before a main may be judged lost
 * @param standbySilence how long the standby must have heard nothing of its main as well
 */
@ConfigurationProperties(prefix = "failover", ignoreUnknownFields = false)
public record FailoverSettings(
        @DefaultValue("failover-service-1") String instance,
        @DefaultValue Gcp gcp,
        Secrets secrets,
        Dns dns,
        List<VantagePoint> vantagePoints,
        @DefaultValue("500ms") Duration probeInterval,
        @DefaultValue("3") int probeMisses,
        @DefaultValue("1s") Duration standbySilence) {

    private static final int FEWEST_VANTAGE_POINTS = 2;

    public FailoverSettings {
        if (vantagePoints.size() < FEWEST_VANTAGE_POINTS) {
            throw new IllegalArgumentException("failover.vantage-points: at least two are needed, since one that is "
                    + "cut off cannot tell its own silence from a region's");
        }
    }

    /** Compute Engine, whose regional API is probed. */
    public record Gcp(
            @DefaultValue("https://compute.googleapis.com") String endpoint,
            @DefaultValue("orocloud") String project) {}

    /**
     * Secret Manager.
     *
     * @param tokenFile holds the bearer token with which this service speaks to the provider's APIs
     */
    public record Secrets(
            @DefaultValue("https://secretmanager.googleapis.com")
            String endpoint,

            Path tokenFile) {}

    /**
     * The platform's zone. Servers are {@code host:port}.
     *
     * @param server takes the updates
     * @param keyFile BIND's key file, or the secret alone in base64
     * @param authoritativeServers all of them must answer before a change is reported; the one above if none is named
     * @param resolver answers what domain owners' names say; the one above if none is named
     */
    public record Dns(
            String server,
            String zone,
            String keyName,
            Path keyFile,
            @DefaultValue List<String> authoritativeServers,
            @DefaultValue("") String resolver) {

        public Dns {
            authoritativeServers = authoritativeServers.isEmpty() ? List.of(server) : authoritativeServers;
            resolver = resolver.isEmpty() ? server : resolver;
        }
    }

    /** A place to look from. */
    public record VantagePoint(String name, InetAddress sourceAddress) {}
}
