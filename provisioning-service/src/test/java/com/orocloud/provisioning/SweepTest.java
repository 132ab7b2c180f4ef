package com.orocloud.provisioning;

import static com.orocloud.provisioning.environment.TestingEvents.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.Component;
import com.orocloud.events.IaasProvider;
import com.orocloud.events.RegionRef;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.CrashPoint.SimulatedCrash;
import com.orocloud.provisioning.environment.Environment;
import com.orocloud.provisioning.environment.Environment.Progress;
import com.orocloud.provisioning.environment.TestingEvents;
import com.orocloud.provisioning.site.Site;
import com.orocloud.provisioning.site.TestingSites;
import com.orocloud.testkit.RealServers;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The sweeps, run step by step against the local cloud, whose ledger tells what they made. */
@RealServers
class SweepTest {

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

    private static final Where GOOGLE = new Where(IaasProvider.GCP, "us-west1", "us-east4");

    private static final Where ORACLE = new Where(IaasProvider.OCI, "us-chicago-1", "us-ashburn-1");

    /** Where a story happens. */
    private record Where(IaasProvider provider, String primary, String recovery) {

        RegionRef primaryRef() {
            return new RegionRef(provider, primary);
        }

        RegionRef recoveryRef() {
            return new RegionRef(provider, recovery);
        }
    }

    @Test
    void killedAnywhereEveryStoryEndsAsIfItWasNot() {
        killed("google", GOOGLE, "provisioning\\..*");
    }

    /** Elsewhere it does not matter whose cloud it is. */
    @Test
    void killedAfterAnyCallToOracleEveryStoryEndsAsIfItWasNot() {
        killed("oracle", ORACLE, "provisioning\\.(site|fence|node-fence|release|environment)\\.after-.*");
    }

    private static void killed(String name, Where where, String which) {
        CrashPoint.forget();
        tell("calm-" + name, where);
        var points = CrashPoint.seen().stream()
                .filter(point -> point.matches(which))
                .sorted()
                .toList();
        assertThat(points).hasSizeGreaterThan(8);
        for (int story = 0; story < points.size(); story++) {
            CrashPoint.arm(points.get(story));
            tell("killed-" + name + "-" + story, where);
            assertThat(CrashPoint.isArmed(points.get(story)))
                    .as(points.get(story) + " was not passed")
                    .isFalse();
        }
    }

    @Test
    void aZoneWithoutCapacityIsLeftForAnotherAndMainAndStandbyStayApart() {
        String id = "no-capacity";
        CLOUD.spoil("OPERATION insert .*no-capacity-1-db-1", "operation-error", 1, "");
        life.hear(request(id).build());
        until(() -> life.environmentIs(id, Environment.Provisioned.class));
        assertThat(live(id, "instance")).hasSize(6);
        assertThat(life.zonesOf(id, Component.DATABASE)).hasSize(2).doesNotHaveDuplicates();
        assertThat(life.zonesOf(id, Component.DATABASE)).doesNotContain("europe-west4-a");
    }

    /** From the request to a site that serves, through Oracle's client; the same story, with its faults. */
    @Test
    void anEnvironmentOnOracleIsBuiltOnceWhateverIsLostOnTheWay() {
        String id = "on-oracle";
        CLOUD.spoil("POST /oci/us-ashburn-1/20160918/publicIps/?", "drop-after", 1, "");
        CLOUD.spoil("POST /oci/us-ashburn-1/20160918/instances/?", "drop-after", 2, "");
        CLOUD.spoil("POST /oci/us-ashburn-1/20160918/instances/?", "429", 1, "");
        CLOUD.spoil("PUT /oci/us-ashburn-1/20160918/instances/.*", "drop-after", 1, "");
        CLOUD.spoil("PUT /oci/us-ashburn-1/20160918/publicIps/.*", "drop-after", 1, "");
        CLOUD.spoil("OPERATION insert .*on-oracle-1-db-1", "operation-error", 1, "");
        var primary = new RegionRef(IaasProvider.OCI, "us-ashburn-1");
        var recovery = new RegionRef(IaasProvider.OCI, "us-phoenix-1");
        life.hear(request(id).setPrimary(primary).setDisasterRecovery(recovery).build());
        until(() -> life.environmentIs(id, Environment.Provisioned.class));
        assertThat(live(id, "instance")).hasSize(6).doesNotHaveDuplicates();
        assertThat(CLOUD.ledger(id, "instance"))
                .as("with the one that there was no host for")
                .hasSize(7);
        assertThat(CLOUD.ledger(id, "address")).hasSize(4);
        assertThat(life.zonesOf(id, Component.DATABASE))
                .hasSize(2)
                .doesNotHaveDuplicates()
                .doesNotContain("us-ashburn-1-ad-1");
        assertThat(CLOUD.publicAddressOf(id + "-1-lb-1")).isNotEmpty();
        assertThat(CLOUD.faultsLeft()).as("faults that did not strike").isZero();
    }

    /** The clock runs half a second a sweep: ten minutes pass in a moment. */
    @Test
    void anOperationThatNeverEndsIsGivenUpAndTheMachineAskedForAnew() {
        String id = "stuck";
        CLOUD.spoil("OPERATION insert .*stuck-1-web-1", "operation-stuck", 1, "");
        life.hear(request(id).build());
        until(() -> life.environmentIs(id, Environment.Provisioned.class));
        assertThat(live(id, "instance")).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void aQuotaThatIsUsedUpFailsTheBuildAndSaysWhy() {
        String id = "no-quota";
        useUpQuota(new Where(IaasProvider.GCP, "", "europe-west4"));
        life.hear(request(id).build());
        until(() -> life.environmentIs(id, Environment.ProvisioningFailed.class));
        until(() -> life.siteIs(id, 1, Site.Released.class));
        assertThat(live(id, "instance")).as("what cannot be used costs nothing").isEmpty();
    }

    @Test
    void aRecoverySiteThatFailedIsBuiltOnceItIsAskedForAgain() {
        String id = "asked-again";
        var recovery = new RegionRef(IaasProvider.GCP, "us-east4");
        UUID drCase = UUID.randomUUID();
        life.hear(request(id)
                .setPrimary(new RegionRef(IaasProvider.GCP, "us-west1"))
                .setDisasterRecovery(recovery)
                .build());
        until(() -> life.environmentIs(id, Environment.Provisioned.class));
        life.activate(id);
        life.hear(
                TestingEvents.approved(id, drCase, 2).setTargetRegion(recovery).build());
        useUpQuota(GOOGLE);

        var request = TestingEvents.build(id, drCase, 2, recovery);
        life.hear(request);
        until(() -> life.recoverySiteIs(id, Progress.FAILED));
        assertThat(life.hearsAsNews(request)).as("the same request again").isFalse();
        var again = TestingEvents.again(request);
        assertThat(life.hearsAsNews(again)).isTrue();
        until(() -> life.recoverySiteIs(id, Progress.BUILT));

        assertThat(life.hearsAsNews(again)).isFalse();
        assertThat(life.hearsAsNews(TestingEvents.again(again))).isFalse();
        assertThat(live(id, "instance")).hasSize(12);
        assertThat(CLOUD.ledger(id, "instance")).as("nothing was built twice").hasSize(12);
    }

    @Test
    void anEnvironmentGivenUpInItsFencedRegionDoesNotClaimToServe() {
        String id = "given-up";
        var recovery = new RegionRef(IaasProvider.GCP, "us-east4");
        UUID drCase = UUID.randomUUID();
        life.hear(request(id)
                .setPrimary(new RegionRef(IaasProvider.GCP, "us-west1"))
                .setDisasterRecovery(recovery)
                .build());
        until(() -> life.environmentIs(id, Environment.Provisioned.class));
        life.activate(id);
        life.hear(
                TestingEvents.approved(id, drCase, 2).setTargetRegion(recovery).build());
        life.hear(TestingEvents.build(id, drCase, 2, recovery));
        life.hear(TestingSites.fence(id, 1));
        until(() -> life.recoverySiteIs(id, Progress.BUILT) && life.siteIs(id, 1, Site.Fenced.class));

        life.hear(TestingEvents.failed(id, drCase, 2));
        life.sayHealthy("us-west1");
        until(() -> life.siteIs(id, 2, Site.Released.class));
        assertThat(life.environmentIs(id, Environment.Unavailable.class)).isTrue();
    }

    @Test
    void namesThatFailedAreAskedForUntilTheyAnswer() {
        String id = "unnamed";
        life.hear(request(id).build());
        until(() -> life.environmentIs(id, Environment.Provisioned.class));
        life.hear(TestingEvents.unnamed(id, 1));
        until(() -> life.asksForNames(id, 2));
        life.hear(TestingEvents.unnamed(id, 2));
        until(() -> life.asksForNames(id, 3));
        life.activate(id);
        assertThat(life.environmentIs(id, Environment.Active.class)).isTrue();
    }

    /** Built, fenced at a node, lost, recovered and given up again: every step that this service has. */
    private static void tell(String id, Where where) {
        RegionRef primary = where.primaryRef();
        RegionRef recovery = where.recoveryRef();
        UUID drCase = UUID.randomUUID();

        life.hear(request(id).setPrimary(primary).setDisasterRecovery(recovery).build());
        until(() -> life.environmentIs(id, Environment.Provisioned.class));
        assertThat(live(id, "instance")).hasSize(6);
        life.hear(TestingEvents.unnamed(id, 1));
        until(() -> life.asksForNames(id, 2));
        life.activate(id);

        life.hear(TestingSites.nodeFence(id, 2, 1, 2));
        life.hear(TestingSites.promoted(id, 2, 1, 2));
        until(() -> life.hasRejoined(id, 2));

        life.hear(
                TestingEvents.approved(id, drCase, 2).setTargetRegion(recovery).build());
        useUpQuota(where);
        var build = TestingEvents.build(id, drCase, 2, recovery);
        life.hear(build);
        life.hear(TestingSites.fence(id, 1));
        // killed just before it notes the failure, it finds that there is quota again
        until(() -> life.recoverySiteIs(id, Progress.FAILED) || life.recoverySiteIs(id, Progress.BUILT));
        if (life.recoverySiteIs(id, Progress.FAILED)) {
            life.hear(TestingEvents.again(build));
        }
        until(() -> life.recoverySiteIs(id, Progress.BUILT) && life.siteIs(id, 1, Site.Fenced.class));
        assertThat(live(id, "instance")).hasSize(12);

        life.hear(TestingEvents.cancelled(id, drCase));
        until(() -> life.siteIs(id, 2, Site.Released.class));
        assertThat(live(id, "instance")).hasSize(6).allMatch(name -> name.startsWith(id + "-1-"));
        assertThat(CLOUD.ledger(id, "instance")).as("nothing was built twice").hasSize(12);
        assertThat(CLOUD.ledger(id, "address")).hasSize(4);
        assertThat(CLOUD.ledger(id, "secret")).hasSize(1);
    }

    /** For the next machine that is asked for in the recovery region. */
    private static void useUpQuota(Where where) {
        if (where.provider() == IaasProvider.OCI) {
            CLOUD.spoil(
                    "POST /oci/" + where.recovery() + "/20160918/instances/?",
                    "400",
                    1,
                    "{\"code\":\"LimitExceeded\",\"message\":\"The following service limits were exceeded\"}");
            return;
        }
        CLOUD.spoil(
                "POST .*" + where.recovery() + ".*/instances.*requestId.*",
                "403",
                1,
                "{\"error\":{\"code\":403,\"message\":\"Quota\",\"errors\":[{\"reason\":\"quotaExceeded\"}]}}");
    }

    private static List<String> live(String id, String kind) {
        return CLOUD.ledger(id, kind).stream()
                .filter(entry -> !entry.deleted())
                .map(TestingCloud.Entry::name)
                .toList();
    }

    /** Sweeps until it is so; a sweep that is killed is followed by another life of the service. */
    private static void until(BooleanSupplier reached) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
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
