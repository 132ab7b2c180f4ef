package com.orocloud.provisioning.gcp;

import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.core.FixedExecutorProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.rpc.ClientSettings;
import com.google.api.gax.rpc.UnaryCallSettings;
import com.google.cloud.compute.v1.AddressesClient;
import com.google.cloud.compute.v1.AddressesSettings;
import com.google.cloud.compute.v1.InstancesClient;
import com.google.cloud.compute.v1.InstancesSettings;
import com.google.cloud.compute.v1.ZoneOperationsClient;
import com.google.cloud.compute.v1.ZoneOperationsSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** The Compute Engine clients, on one small pool of threads. They retry nothing: {@link GuardedCloud} does. */
final class ComputeClients implements AutoCloseable {

    private static final int THREADS = 2;

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(8);

    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(
            THREADS, Thread.ofPlatform().name("compute-", 0).daemon().factory());

    final InstancesClient instances;
    final AddressesClient addresses;
    final ZoneOperationsClient zoneOperations;

    ComputeClients(GcpAccount account) throws IOException {
        var instanceSettings = common(InstancesSettings.newBuilder(), account);
        instanceSettings.applyToAllUnaryMethods(ComputeClients::onceAndShortly);
        instances = InstancesClient.create(instanceSettings.build());
        var addressSettings = common(AddressesSettings.newBuilder(), account);
        addressSettings.applyToAllUnaryMethods(ComputeClients::onceAndShortly);
        addresses = AddressesClient.create(addressSettings.build());
        var operationSettings = common(ZoneOperationsSettings.newBuilder(), account);
        operationSettings.applyToAllUnaryMethods(ComputeClients::onceAndShortly);
        zoneOperations = ZoneOperationsClient.create(operationSettings.build());
    }

    private <B extends ClientSettings.Builder<?, B>> B common(B settings, GcpAccount account) {
        settings.setEndpoint(account.endpoint().toString());
        settings.setBackgroundExecutorProvider(FixedExecutorProvider.create(threads));
        if (account.credentials() == GcpAccount.Credentials.NONE) {
            CredentialsProvider none = NoCredentialsProvider.create();
            settings.setCredentialsProvider(none);
        }
        return settings;
    }

    /** The clients' own default is to try for ten minutes. */
    private static Void onceAndShortly(UnaryCallSettings.Builder<?, ?> call) {
        call.setRetryableCodes(Set.of());
        call.setSimpleTimeoutNoRetriesDuration(CALL_TIMEOUT);
        return null;
    }

    @Override
    public void close() {
        instances.close();
        addresses.close();
        zoneOperations.close();
        threads.shutdownNow();
    }
}
