package com.orocloud.provisioning;

import com.orocloud.messaging.Sweep;
import com.orocloud.testkit.Boot;
import com.orocloud.testkit.TestDatabase;
import java.util.HashMap;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

/** provisioning-service in this JVM, against real servers and the local cloud. */
final class RunningProvisioning implements AutoCloseable {

    private final TestDatabase database = TestDatabase.create("provisioning");
    private final TestingApprovals approvals = new TestingApprovals();
    private ConfigurableApplicationContext context;

    RunningProvisioning() {
        context = boot();
    }

    private ConfigurableApplicationContext boot() {
        var settings = new HashMap<String, Object>(Map.of(
                "provisioning.gcp.endpoint", TestingCloud.shared().endpoint(),
                "provisioning.gcp.project", TestingCloud.PROJECT,
                "provisioning.gcp.credentials", "none",
                "provisioning.secrets.endpoint", TestingCloud.shared().endpoint(),
                "provisioning.secrets.token-file", TestingCloud.shared().tokenFile(),
                "provisioning.approval-keys", approvals.publicKeys()));
        return Boot.start(ProvisioningService.class, "provisioning-service", database, settings);
    }

    void stop() {
        context.close();
    }

    void startAgain() {
        context = boot();
    }

    TestingApprovals approvals() {
        return approvals;
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** From now on sweeps run only when a test runs them. */
    void stopSweeping() {
        context.getBeansOfType(SmartLifecycle.class).values().stream()
                .filter(bean -> bean.getClass().getSimpleName().equals("Sweeper"))
                .forEach(SmartLifecycle::stop);
    }

    /** Sends what waits to be sent and tries again what waits to be heard, as the timer does. */
    void deliver() throws Exception {
        for (Sweep sweep : context.getBeansOfType(Sweep.class).values()) {
            if (sweep.getClass().getPackage().equals(Sweep.class.getPackage())) {
                sweep.run();
            }
        }
    }

    int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    @Override
    public void close() {
        context.close();
    }
}
