package com.orocloud.provisioning.oci;

import com.oracle.bmc.ClientConfiguration;
import com.oracle.bmc.auth.AuthenticationDetailsProvider;
import com.oracle.bmc.auth.SimpleAuthenticationDetailsProvider;
import com.oracle.bmc.core.ComputeClient;
import com.oracle.bmc.core.VirtualNetworkClient;
import com.oracle.bmc.identity.IdentityClient;
import com.oracle.bmc.objectstorage.ObjectStorageClient;
import com.oracle.bmc.retrier.RetryConfiguration;
import com.oracle.bmc.util.CircuitBreakerUtils;
import com.oracle.bmc.workrequests.WorkRequestClient;
import com.orocloud.provisioning.cloud.GuardedCloud;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The clients of one region. They retry nothing and break no circuit: {@link GuardedCloud} does. (The client's own
 * breaker, on by default, would block looking because changing fails, and does not work beside resilience4j 2.)
 */
final class OciClients implements AutoCloseable {

    private static final int CONNECT_TIMEOUT_MILLIS = 3_000;

    private static final int READ_TIMEOUT_MILLIS = 8_000;

    final ComputeClient compute;
    final VirtualNetworkClient network;
    final IdentityClient identity;
    final WorkRequestClient workRequests;
    final ObjectStorageClient objects;

    OciClients(OciAccount account, String region) {
        AuthenticationDetailsProvider signer = signer(account);
        ClientConfiguration onceAndShortly = configuration();
        String core = account.endpoint("iaas", region);
        compute = ComputeClient.builder()
                .endpoint(core)
                .configuration(onceAndShortly)
                .build(signer);
        network = VirtualNetworkClient.builder()
                .endpoint(core)
                .configuration(onceAndShortly)
                .build(signer);
        workRequests = WorkRequestClient.builder()
                .endpoint(core)
                .configuration(onceAndShortly)
                .build(signer);
        identity = IdentityClient.builder()
                .endpoint(account.endpoint("identity", region))
                .configuration(onceAndShortly)
                .build(signer);
        objects = ObjectStorageClient.builder()
                .endpoint(account.endpoint("objectstorage", region))
                .configuration(onceAndShortly)
                .build(signer);
    }

    private static AuthenticationDetailsProvider signer(OciAccount account) {
        return SimpleAuthenticationDetailsProvider.builder()
                .tenantId(account.tenancy())
                .userId(account.user())
                .fingerprint(account.fingerprint())
                .privateKeySupplier(() -> open(account.privateKey()))
                .build();
    }

    private static InputStream open(Path key) {
        try {
            return Files.newInputStream(key);
        } catch (IOException e) {
            throw new UncheckedIOException("reading the API key " + key, e);
        }
    }

    static ClientConfiguration configuration() {
        return ClientConfiguration.builder()
                .connectionTimeoutMillis(CONNECT_TIMEOUT_MILLIS)
                .readTimeoutMillis(READ_TIMEOUT_MILLIS)
                .retryConfiguration(RetryConfiguration.NO_RETRY_CONFIGURATION)
                .circuitBreakerConfiguration(CircuitBreakerUtils.getNoCircuitBreakerConfiguration())
                .build();
    }

    @Override
    public void close() {
        compute.close();
        network.close();
        identity.close();
        workRequests.close();
        objects.close();
    }
}
