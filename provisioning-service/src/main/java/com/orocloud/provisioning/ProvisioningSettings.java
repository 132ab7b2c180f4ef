package com.orocloud.provisioning;

import com.orocloud.provisioning.gcp.GcpAccount;
import com.orocloud.provisioning.oci.OciAccount;
import com.orocloud.provisioning.site.SiteBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;

/**
 * The knobs of this service.
 *
 * @param oci null where we have no account with Oracle
 * @param regions the region catalogue
 * @param approvalKeys public keys of dr-service, a JWKS file
 * @param artifactUrl where new machines fetch the archive of the node supervisor
 * @param artifactSha256 of that archive; a machine starts no other
 * @param mailNextHop host:port of the server that mail relays hand mail to
 * @param requestsPerSource how many requests an environment's balancer takes from one source in ten seconds
 * @param platformZone the DNS zone in which we write names ourselves
 * @param nameTimeToLive of an environment's names; a recovery waits that long for caches
 * @param buildLimit how long a site may take to build before that counts as failed
 * @param operationLimit how long the provider may take over one machine before it is asked for it anew
 * @param inventoryEvery how often the providers' accounts are compared with our books
 * @param idleAddressMonthlyUsd what one reserved, unused address costs a month in US dollars, from the provider's price
 *     list; null if not known, and then no price is told
 */
@ConfigurationProperties(prefix = "provisioning", ignoreUnknownFields = false)
record ProvisioningSettings(
        Gcp gcp,
        @Nullable Oci oci,
        SecretStore secrets,
        @DefaultValue("classpath:regions.yaml") Resource regions,
        Path approvalKeys,

        @DefaultValue("https://artifacts.orocloud.test/node.tar.gz")
        URI artifactUrl,

        String artifactSha256,
        @DefaultValue("localhost:25") String mailNextHop,
        @DefaultValue("5000") int requestsPerSource,
        @DefaultValue("orocloud.test") String platformZone,
        @DefaultValue("60s") Duration nameTimeToLive,
        @DefaultValue("1h") Duration buildLimit,
        @DefaultValue("10m") Duration operationLimit,
        @DefaultValue("60s") Duration inventoryEvery,
        @Nullable Double idleAddressMonthlyUsd) {

    ProvisioningSettings {
        Objects.requireNonNull(
                artifactSha256,
                "provisioning.artifact-sha256 is missing; deploy/node-archive makes the archive and prints it");
        if (requestsPerSource < 1) {
            throw new IllegalArgumentException(
                    "provisioning.requests-per-source must be at least 1, or no visitor gets in: " + requestsPerSource);
        }
    }

    SiteBuilder.Limits limits() {
        return new SiteBuilder.Limits(buildLimit, operationLimit);
    }

    /**
     * @param endpoint of the Compute Engine API
     * @param project in which everything is built
     * @param credentials NONE for an endpoint that asks for none; DEFAULT for those of the machine that we run on
     * @param machineType of every node
     * @param image that nodes boot from
     */
    record Gcp(
            @DefaultValue("https://compute.googleapis.com") URI endpoint,
            String project,
            @DefaultValue("DEFAULT") GcpAccount.Credentials credentials,
            @DefaultValue("e2-standard-4") String machineType,

            @DefaultValue("projects/debian-cloud/global/images/family/debian-12")
            String image) {

        GcpAccount account() {
            return new GcpAccount(endpoint, project, credentials, machineType, image);
        }
    }

    /**
     * @param endpoint of the APIs, with {@code {service}} and {@code {region}}
     * @param privateKey of the API key, an unencrypted PKCS #8 file in PEM
     * @param compartment in which everything is built
     * @param ocpus of every node
     * @param memoryGigabytes of every node
     * @param image exact name of the image that nodes boot from
     * @param subnet name of the regional subnet that nodes are in
     * @param statusBucket in which nodes say how they are
     */
    record Oci(
            @DefaultValue("https://{service}.{region}.oraclecloud.com")
            String endpoint,

            String tenancy,
            String user,
            String fingerprint,
            Path privateKey,
            String compartment,
            @DefaultValue("VM.Standard.E5.Flex") String shape,
            @DefaultValue("2") float ocpus,
            @DefaultValue("16") float memoryGigabytes,

            @DefaultValue("Canonical-Ubuntu-24.04-2026.10.31-0")
            String image,

            @DefaultValue("orocloud") String subnet,
            @DefaultValue("orocloud-nodes") String statusBucket) {

        OciAccount account() {
            return new OciAccount(
                    endpoint,
                    tenancy,
                    user,
                    fingerprint,
                    privateKey,
                    compartment,
                    shape,
                    ocpus,
                    memoryGigabytes,
                    image,
                    subnet,
                    statusBucket);
        }
    }

    /** @param tokenFile holds the bearer token; read for each call, so that it can be renewed */
    record SecretStore(
            @DefaultValue("https://secretmanager.googleapis.com")
            URI endpoint,

            Path tokenFile) {}
}
