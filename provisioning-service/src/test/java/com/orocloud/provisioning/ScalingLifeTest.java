package com.orocloud.provisioning;

import static com.orocloud.provisioning.environment.TestingEvents.request;
import static com.orocloud.provisioning.scaling.TestingScaling.requested;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.Component;
import com.orocloud.events.EnvironmentProfile;
import com.orocloud.events.IaasProvider;
import com.orocloud.events.NodeRef;
import com.orocloud.events.RegionRef;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.CrashPoint.SimulatedCrash;
import com.orocloud.provisioning.environment.Environment;
import com.orocloud.provisioning.environment.Environment.Progress;
import com.orocloud.provisioning.environment.TestingEvents;
import com.orocloud.provisioning.site.Site;
import com.orocloud.provisioning.site.Size;
import com.orocloud.provisioning.site.TestingSites;
import com.orocloud.testkit.RealServers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Environments that change their size, against the local cloud, whose ledger tells what was made and what is left. */
@RealServers
class ScalingLifeTest {

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

    private static final RegionRef GOOGLE = new RegionRef(IaasProvider.GCP, "us-central1");
    private static final RegionRef GOOGLE_DR = new RegionRef(IaasProvider.GCP, "us-east1");
    private static final RegionRef ORACLE = new RegionRef(IaasProvider.OCI, "us-ashburn-1");
    private static final RegionRef ORACLE_DR = new RegionRef(IaasProvider.OCI, "us-phoenix-1");

    @Test
    void killedAnywhereNothingIsBuiltTwiceAndNothingIsLeft() throws Exception {
        CrashPoint.forget();
        tell("size-calm", GOOGLE, GOOGLE_DR, EnvironmentProfile.MINIMAL);
        var points = CrashPoint.seen().stream()
                .filter(point -> point.startsWith("provisioning.scale.") || point.startsWith("provisioning.scaling."))
                .sorted()
                .toList();
        assertThat(points).hasSizeGreaterThanOrEqualTo(9);
        for (RegionRef region : List.of(GOOGLE, ORACLE)) {
            boolean google = region.equals(GOOGLE);
            points.forEach(CrashPoint::arm);
            tell(
                    "size-killed-" + region.getProvider().name().toLowerCase(Locale.ROOT),
                    region,
                    google ? GOOGLE_DR : ORACLE_DR,
                    google ? EnvironmentProfile.FULL : EnvironmentProfile.MINIMAL);
            assertThat(points).as("points that were not passed").noneMatch(CrashPoint::isArmed);
        }
    }

    /** Up, one that cannot be had, down, and a recovery with the size that was agreed last. */
    private static void tell(String id, RegionRef home, RegionRef refuge, EnvironmentProfile profile) throws Exception {
        boolean full = profile == EnvironmentProfile.FULL;
        build(id, home, refuge, profile);
        int first = live(id).size();

        want(id, 4, full ? 3 : null);
        until(() -> life.sized(id).equals("SCALED"));
        assertThat(life.site(id, 1).plan().size()).isEqualTo(new Size(4, full ? 3 : 0));
        assertThat(live(id)).hasSize(full ? first + 3 : first + 2).contains(id + "-1-web-4");
        assertThat(zones(id, Component.CONSUMER)).hasSize(full ? 3 : 0);
        assertThat(zones(id, Component.WEB)).hasSizeGreaterThanOrEqualTo(3);

        refuse(home, 2); // killed before it notes the first, it asks once more
        want(id, 6, null);
        until(() -> !life.sized(id).isEmpty());
        CLOUD.heal();
        assertThat(life.sized(id)).isNotEqualTo("SCALED");
        assertThat(life.agreedSize(id)).isEqualTo(new Size(4, full ? 3 : 0));
        assertThat(live(id)).hasSize(full ? first + 3 : first + 2);

        want(id, 2, full ? 2 : null);
        until(() -> life.sized(id).equals("SCALED"));
        assertThat(live(id)).hasSize(first);
        assertThat(zones(id, Component.WEB)).hasSize(2);
        life.takeInventory();
        assertThat(life.orphans(id)).isEmpty();
        assertThat(life.drift(id)).isEmpty();

        want(id, 3, null);
        until(() -> life.sized(id).equals("SCALED"));
        UUID drCase = UUID.randomUUID();
        life.hear(TestingEvents.approved(id, drCase, 2).setTargetRegion(refuge).build());
        life.hear(TestingEvents.build(id, drCase, 2, refuge));
        until(() -> life.recoverySiteIs(id, Progress.BUILT));
        assertThat(life.site(id, 2).nodeRefs())
                .filteredOn(node -> node.getComponent() == Component.WEB)
                .hasSize(3);
        assertThat(CLOUD.ledger(id, "instance").stream()
                        .filter(entry -> entry.name().contains("-1-web-3"))
                        .toList())
                .as("made when it was first wanted, and anew after it was given back")
                .hasSize(2);
    }

    /** A disaster in the middle: the recovery site has the size agreed on, and the wish is met there. */
    @Test
    void aDisasterDoesNotEndTheWishAndTheFenceStopsNewNodesToo() throws Exception {
        String id = "size-disaster";
        build(id, GOOGLE, GOOGLE_DR, EnvironmentProfile.MINIMAL);
        want(id, 4, null);
        until(() -> life.anySite(id, 1).state() instanceof Site.Scaling scaling
                && scaling.joining().stream().anyMatch(node -> node.operation() != null));
        UUID drCase = UUID.randomUUID();
        life.hear(
                TestingEvents.approved(id, drCase, 2).setTargetRegion(GOOGLE_DR).build());
        life.hear(TestingEvents.build(id, drCase, 2, GOOGLE_DR));
        life.hear(TestingSites.fence(id, 1));
        until(() -> life.recoverySiteIs(id, Progress.BUILT) && life.siteIs(id, 1, Site.Fenced.class));
        assertThat(((Site.Fenced) life.anySite(id, 1).state()).nodes()).hasSize(8);
        assertThat(life.sized(id)).isEmpty();
        life.hear(TestingEvents.recovered(id, drCase, 2));
        until(() -> life.sized(id).equals("SCALED"));
        assertThat(life.site(id, 2).plan().size()).isEqualTo(new Size(4, 0));
        life.takeInventory();
        assertThat(life.orphans(id)).isEmpty();
    }

    private static void build(String id, RegionRef home, RegionRef refuge, EnvironmentProfile profile) {
        life.hear(request(id)
                .setPrimary(home)
                .setDisasterRecovery(refuge)
                .setProfile(profile)
                .build());
        until(() -> life.environmentIs(id, Environment.Provisioned.class));
        life.activate(id);
    }

    private static void want(String id, int webNodes, @Nullable Integer consumerNodes) {
        life.hear(requested(id, UUID.randomUUID())
                .setWebNodes(webNodes)
                .setConsumerNodes(consumerNodes)
                .build());
    }

    /** For the next machines that are asked for in this region. */
    private static void refuse(RegionRef region, int times) {
        if (region.getProvider() == IaasProvider.OCI) {
            CLOUD.spoil(
                    "POST /oci/" + region.getRegion() + "/20160918/instances/?",
                    "400",
                    times,
                    "{\"code\":\"LimitExceeded\",\"message\":\"The following service limits were exceeded\"}");
            return;
        }
        CLOUD.spoil(
                "POST .*" + region.getRegion() + ".*/instances.*requestId.*",
                "403",
                times,
                "{\"error\":{\"code\":403,\"message\":\"Quota\",\"errors\":[{\"reason\":\"quotaExceeded\"}]}}");
    }

    private static List<String> zones(String id, Component component) {
        return life.site(id, 1).nodeRefs().stream()
                .filter(node -> node.getComponent() == component)
                .map(NodeRef::getZone)
                .distinct()
                .toList();
    }

    private static List<String> live(String id) {
        return CLOUD.ledger(id, "instance").stream()
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
