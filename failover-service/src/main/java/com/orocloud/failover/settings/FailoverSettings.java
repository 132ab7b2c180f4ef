package com.orocloud.failover.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Everything that can be set.
 *
 * @param instance tells this process from others of the same service
 * @param vantagePoints who looks at regions; at least three, on three networks
 * @param probeInterval between two looks at a database
 * @param probeMisses missed looks in a row before a main may be judged lost
 * @param standbySilence how long the standby must have heard nothing of its main as well
 */
@ConfigurationProperties(prefix = "failover", ignoreUnknownFields = false)
public record FailoverSettings(
        @DefaultValue("failover-service-1") String instance,
        @DefaultValue Gcp gcp,
        @DefaultValue Oci oci,
        @DefaultValue StatusPages statusPages,
        Secrets secrets,
        Dns dns,
        List<VantagePoint> vantagePoints,
        @DefaultValue("500ms") Duration probeInterval,
        @DefaultValue("3") int probeMisses,
        @DefaultValue("1s") Duration standbySilence) {

    private static final int FEWEST_NETWORKS = 3;

    public FailoverSettings {
        if (vantagePoints.stream().map(VantagePoint::network).distinct().count() < FEWEST_NETWORKS) {
            throw new IllegalArgumentException("failover.vantage-points: at least three on different networks are"
                    + " needed, since those that are cut off together cannot tell their own silence from a region's");
        }
        if (vantagePoints.stream().map(VantagePoint::name).distinct().count() < vantagePoints.size()) {
            throw new IllegalArgumentException("failover.vantage-points: two have the same name");
        }
    }

    /** Compute Engine and Cloud Storage, whose regional parts are probed. */
    public record Gcp(
            @DefaultValue("https://compute.googleapis.com") String endpoint,
            @DefaultValue("https://storage.googleapis.com") String storageEndpoint,
            @DefaultValue("orocloud") String project) {}

    /** What is probed of Oracle Cloud; {region} stands for the region. It refuses strangers, which shows that it is there. */
    public record Oci(
            @DefaultValue("https://iaas.{region}.oraclecloud.com/20160918/instances")
            String coreEndpoint,

            @DefaultValue("https://objectstorage.{region}.oraclecloud.com/n/")
            String storageEndpoint) {}

    /**
     * The providers' word on their regions; an empty address for none. It corroborates and never decides.
     *
     * @param gcp Google's public page
     * @param oci Oracle's public page
     * @param serviceHealth what Google tells this account; null if it is not asked
     * @param announcements what Oracle tells this account; null if it is not asked
     */
    public record StatusPages(
            @DefaultValue("https://status.cloud.google.com/incidents.json")
            String gcp,

            @DefaultValue("https://ocistatus.oraclecloud.com/api/v2/components.json")
            String oci,

            @DefaultValue("60s") Duration interval,
            @Nullable ServiceHealth serviceHealth,
            @Nullable Announcements announcements) {}

    /**
     * Personalized Service Health.
     *
     * @param tokenFile holds a bearer token that may view the project's service health; read anew for every request
     */
    public record ServiceHealth(
            @DefaultValue("https://servicehealth.googleapis.com")
            String endpoint,

            String project,
            Path tokenFile) {

        public ServiceHealth {
            needed("failover.status-pages.service-health needs project and token-file", project, tokenFile);
        }
    }

    /**
     * Oracle's Announcements.
     *
     * @param endpoint with {region} in it; every region is asked, since the one in question is likely to be silent
     * @param privateKey of the API key, an unencrypted PKCS #8 file in PEM
     */
    public record Announcements(
            @DefaultValue("https://announcements.{region}.oraclecloud.com")
            String endpoint,

            String tenancy,
            String user,
            String fingerprint,
            Path privateKey) {

        public Announcements {
            needed(
                    "failover.status-pages.announcements needs tenancy, user, fingerprint and private-key",
                    tenancy,
                    user,
                    fingerprint,
                    privateKey);
        }
    }

    private static void needed(String what, @Nullable Object... values) {
        if (Stream.of(values).anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException(what);
        }
    }

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
     * The platform's zones, and where names are looked up. Servers are {@code host:port}.
     *
     * @param resolver answers what domain owners' names say; the first zone's first server if none is named
     * @param resolvers several, on different networks, that tell when a change has spread; the one above if none is named
     * @param ttlLimit how long resolvers may keep an answer, which is what a recovery takes
     * @param watchInterval between two looks at names that are as they should be
     */
    public record Dns(
            @DefaultValue List<Zone> zones,
            @DefaultValue("") String resolver,
            @DefaultValue List<String> resolvers,
            @DefaultValue("60s") Duration ttlLimit,
            @DefaultValue("30s") Duration watchInterval) {

        public Dns {
            if (zones.isEmpty()) {
                throw new IllegalArgumentException("failover.dns.zones: at least one zone is needed");
            }
            if (zones.stream().map(Zone::name).distinct().count() < zones.size()) {
                throw new IllegalArgumentException("failover.dns.zones: two have the same name");
            }
            resolver =
                    resolver.isEmpty() ? zones.getFirst().authoritativeServers().getFirst() : resolver;
            resolvers = resolvers.isEmpty() ? List.of(resolver) : resolvers;
        }

        /**
         * A zone of the platform's, and the one host that has it.
         *
         * @param name with or without the last dot
         * @param authoritativeServers all of them must answer before a change is reported; the name server if none is named
         */
        public record Zone(
                String name,
                @DefaultValue List<String> authoritativeServers,
                @Nullable NameServer nameServer,
                @Nullable CloudDns cloudDns,
                @Nullable Cloudflare cloudflare) {

            public Zone {
                name = name.endsWith(".") ? name : name + ".";
                if (Stream.of(nameServer, cloudDns, cloudflare)
                                .filter(Objects::nonNull)
                                .count()
                        != 1) {
                    throw new IllegalArgumentException("failover.dns.zones: " + name
                            + " needs exactly one host: name-server, cloud-dns or cloudflare");
                }
                if (authoritativeServers.isEmpty() && nameServer == null) {
                    throw new IllegalArgumentException("failover.dns.zones: " + name + " needs authoritative-servers: a"
                            + " provider's interface takes a change before its name servers answer it");
                }
                authoritativeServers = authoritativeServers.isEmpty() && nameServer != null
                        ? List.of(nameServer.address())
                        : authoritativeServers;
            }
        }

        /**
         * Takes updates by RFC 2136, signed with TSIG.
         *
         * @param keyFile BIND's key file, or the secret alone in base64
         */
        public record NameServer(String address, String keyName, Path keyFile) {}

        /**
         * Google Cloud DNS.
         *
         * @param managedZone its name in Cloud DNS, which is not the zone's
         * @param tokenFile holds the bearer token; read anew for every request
         */
        public record CloudDns(
                @DefaultValue("https://dns.googleapis.com/") String endpoint,
                String project,
                String managedZone,
                Path tokenFile) {}

        /**
         * Cloudflare.
         *
         * @param tokenFile holds an API token that may edit this zone's records; read anew for every request
         * @param edge whether new names are put behind their edge, and names there are changed: what is written is then
         *     where the edge fetches from, and visitors are answered with the edge's own addresses
         */
        public record Cloudflare(
                @DefaultValue("https://api.cloudflare.com/client/v4")
                String endpoint,

                String zoneId,
                Path tokenFile,
                @DefaultValue("false") boolean edge) {}
    }

    /**
     * A place to look from.
     *
     * @param name its source in topics.yaml
     * @param network whatever it shares with others that fails them together: a provider, a carrier, a building
     */
    public record VantagePoint(String name, String network) {}
}
