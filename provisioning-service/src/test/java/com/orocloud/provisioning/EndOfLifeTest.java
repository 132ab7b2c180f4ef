package com.orocloud.provisioning;

import static com.orocloud.provisioning.decommission.TestingDecommissions.confirmed;
import static com.orocloud.provisioning.decommission.TestingDecommissions.requested;
import static com.orocloud.provisioning.environment.TestingEvents.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.IaasProvider;
import com.orocloud.events.RegionRef;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.CrashPoint.SimulatedCrash;
import com.orocloud.provisioning.environment.Environment;
import com.orocloud.provisioning.environment.TestingEvents;
import com.orocloud.provisioning.site.Site;
import com.orocloud.provisioning.site.TestingSites;
import com.orocloud.testkit.RealServers;
import java.time.Duration;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Environments that end, against the local cloud, whose ledger tells what is left of them. */
@RealServers
class EndOfLifeTest {

    private static final TestingCloud CLOUD = TestingCloud.shared();

    private static TestingLife life;

    @BeforeAll
    static void start() {
        life = TestingLife.start();
    }

    @AfterAll
    static void stop() {
        life.close();
    }

    @Test
    void killedAnywhereNothingIsLeftAndNothingIsTakenDownBeforeTheLastBackupIsProved() {
        CrashPoint.forget();
        tell("end-calm");
        var points = CrashPoint.seen().stream()
                .filter(point -> point.startsWith("provisioning.end.")
                        || point.startsWith("provisioning.decommission.")
                        || point.startsWith("provisioning.release."))
                .sorted()
                .toList();
        assertThat(points).hasSizeGreaterThanOrEqualTo(8);
        for (int story = 0; story < points.size(); story++) {
            CrashPoint.arm(points.get(story));
            tell("end-" + story);
            assertThat(CrashPoint.isArmed(points.get(story)))
                    .as(points.get(story) + " was not passed")
                    .isFalse();
        }
    }

    private static void tell(String id) {
        UUID request = UUID.randomUUID();
        life.hear(request(id).build());
        until(() -> life.environmentIs(id, Environment.Provisioned.class));
        life.activate(id);
        life.hear(requested(id, request).build());
        life.hear(confirmed(id, request, "alan"));
        until(() -> life.environmentIs(id, Environment.Decommissioning.class) && life.isBegun(id));

        life.skip(Duration.ofMinutes(31));
        until(() -> life.lastBackupsAsked(id) == 2);
        assertThat(CLOUD.ledger(id)).as("nothing goes before the backup").noneMatch(TestingCloud.Entry::deleted);

        life.hear(TestingEvents.verified(id, life.lastBackup(id)));
        until(() -> life.takesNamesAway(id));
        assertThat(CLOUD.ledger(id)).as("nothing goes before the names").noneMatch(TestingCloud.Entry::deleted);
        life.hear(TestingEvents.named(id, life.lastChange(id)));
        until(() -> life.environmentIs(id, Environment.Decommissioned.class));
        assertThat(CLOUD.ledger(id)).hasSize(11).allMatch(TestingCloud.Entry::deleted);
        assertThat(life.siteIs(id, 1, Site.Released.class)).isTrue();
    }

    @Test
    void whatWasFencedAfterADisasterGoesTooAndSoDoTheAddressesOfBothRegions() {
        String id = "end-on-dr";
        UUID request = UUID.randomUUID();
        UUID drCase = UUID.randomUUID();
        var recovery = new RegionRef(IaasProvider.GCP, "us-east4");
        life.hear(request(id)
                .setPrimary(new RegionRef(IaasProvider.GCP, "us-west1"))
                .setDisasterRecovery(recovery)
                .build());
        until(() -> life.environmentIs(id, Environment.Provisioned.class));
        life.activate(id);
        life.hear(TestingEvents.approved(id, drCase, 2).setTargetRegion(recovery).build());
        life.hear(TestingEvents.build(id, drCase, 2, recovery));
        life.hear(TestingSites.fence(id, 1));
        until(() -> life.recoverySiteIs(id, Environment.Progress.BUILT) && life.siteIs(id, 1, Site.Fenced.class));
        life.hear(TestingEvents.recovered(id, drCase, 2));

        life.hear(requested(id, request).setWithoutBackupReason("the data was handed over").build());
        life.hear(confirmed(id, request, "alan"));
        until(() -> life.takesNamesAway(id));
        life.hear(TestingEvents.named(id, life.lastChange(id)));
        until(() -> life.environmentIs(id, Environment.Decommissioned.class));
        assertThat(CLOUD.ledger(id, "instance")).hasSize(12).allMatch(TestingCloud.Entry::deleted);
        assertThat(CLOUD.ledger(id, "address")).hasSize(4).allMatch(TestingCloud.Entry::deleted);
        assertThat(CLOUD.ledger(id, "secret")).hasSize(1).allMatch(TestingCloud.Entry::deleted);
    }

    /** Sweeps until it is so; a sweep that is killed is followed by another life of the service. */
    private static void until(BooleanSupplier reached) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    try {
                        life.sweep();
                    } catch (SimulatedCrash crash) {
                        life = life.again();
                    }
                    return reached.getAsBoolean();
                });
    }
}
