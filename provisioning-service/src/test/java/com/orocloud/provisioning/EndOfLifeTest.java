package com.orocloud.provisioning;

import static com.orocloud.provisioning.decommission.TestingDecommissions.confirmed;
import static com.orocloud.provisioning.decommission.TestingDecommissions.requested;
import static com.orocloud.provisioning.environment.TestingEvents.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.DomainMode;
import com.orocloud.events.IaasProvider;
import com.orocloud.events.RegionRef;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.CrashPoint.SimulatedCrash;
import com.orocloud.provisioning.cloud.Answer.Got;
import com.orocloud.provisioning.cloud.Cloud;
import com.orocloud.provisioning.cloud.Cloud.AddressOrder;
import com.orocloud.provisioning.cloud.Place;
import com.orocloud.provisioning.environment.Environment;
import com.orocloud.provisioning.environment.TestingEvents;
import com.orocloud.provisioning.site.Site;
import com.orocloud.provisioning.site.TestingSites;
import com.orocloud.testkit.RealServers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

    private static final Region GCP = new Region(IaasProvider.GCP, "us-east5", "us-south1");
    private static final Region OCI = new Region(IaasProvider.OCI, "us-chicago-1", "us-phoenix-1");

    private record Region(IaasProvider provider, String primary, String recovery) {

        RegionRef home() {
            return new RegionRef(provider, primary);
        }

        RegionRef refuge() {
            return new RegionRef(provider, recovery);
        }
    }

    @Test
    void killedAnywhereNothingIsLeftAndNothingGoesBeforeTheNamesAreGoneAndTheLastBackupIsProved() throws Exception {
        CrashPoint.forget();
        tell("end-calm", GCP);
        var points = CrashPoint.seen().stream()
                .filter(point -> point.startsWith("provisioning.end.")
                        || point.startsWith("provisioning.decommission.")
                        || point.startsWith("provisioning.release."))
                .sorted()
                .toList();
        assertThat(points).hasSizeGreaterThanOrEqualTo(10);
        for (Region region : List.of(GCP, OCI)) {
            points.forEach(CrashPoint::arm);
            tell("end-killed-" + region.provider().name().toLowerCase(Locale.ROOT), region);
            assertThat(points).as("points that were not passed").noneMatch(CrashPoint::isArmed);
        }
    }

    /** Every request is told twice, every answer of another service too. */
    private static void tell(String id, Region region) throws Exception {
        UUID request = UUID.randomUUID();
        build(id, region);
        var asked = requested(id, request).build();
        life.hear(asked);
        life.hearsAgain(asked);
        var confirmed = confirmed(id, request, "alan");
        life.hear(confirmed);
        until(() -> life.environmentIs(id, Environment.Decommissioning.class) && life.isBegun(id));
        life.hearsAgain(confirmed);

        until(() -> life.lastChangesAsked(id) == 1);
        life.skip(Duration.ofMinutes(31));
        until(() -> life.lastChangesAsked(id) == 2);
        assertThat(life.lastBackupsAsked(id)).as("visitors may still order").isZero();
        var unnamed = TestingEvents.named(id, life.lastChange(id));
        life.hear(unnamed);
        assertThat(life.isNews(unnamed)).isFalse();
        life.skip(Duration.ofSeconds(61));
        until(() -> life.lastBackupsAsked(id) == 1);
        life.skip(Duration.ofMinutes(31));
        until(() -> life.lastBackupsAsked(id) == 2);
        assertThat(CLOUD.ledger(id)).as("nothing goes before the last backup").noneMatch(TestingCloud.Entry::deleted);

        var proved = TestingEvents.verified(id, life.lastBackup(id));
        life.hear(proved);
        assertThat(life.isNews(proved)).isFalse();
        until(() -> life.environmentIs(id, Environment.Decommissioned.class));
        assertThat(CLOUD.ledger(id)).hasSizeGreaterThanOrEqualTo(11).allMatch(TestingCloud.Entry::deleted);
        assertThat(life.siteIs(id, 1, Site.Released.class)).isTrue();
        life.takeInventory();
        assertThat(life.orphans(id)).isEmpty();
        assertThat(life.drift(id)).isEmpty();
    }

    private static void build(String id, Region region) {
        life.hear(request(id)
                .setPrimary(region.home())
                .setDisasterRecovery(region.refuge())
                .build());
        until(() -> life.environmentIs(id, Environment.Provisioned.class));
        life.activate(id);
    }

    @ParameterizedTest
    @EnumSource(
            value = IaasProvider.class,
            names = {"GCP", "OCI"})
    void whatWasFencedAfterADisasterGoesTooAndSoDoTheAddressesOfBothRegions(IaasProvider provider) throws Exception {
        Region region = provider == IaasProvider.GCP ? GCP : OCI;
        String id = "end-on-dr-" + provider.name().toLowerCase(Locale.ROOT);
        UUID request = UUID.randomUUID();
        UUID drCase = UUID.randomUUID();
        build(id, region);
        life.hear(TestingEvents.approved(id, drCase, 2)
                .setTargetRegion(region.refuge())
                .build());
        life.hear(TestingEvents.build(id, drCase, 2, region.refuge()));
        life.hear(TestingSites.fence(id, 1));
        until(() -> life.recoverySiteIs(id, Environment.Progress.BUILT) && life.siteIs(id, 1, Site.Fenced.class));
        life.hear(TestingEvents.recovered(id, drCase, 2));

        life.hear(requested(id, request)
                .setWithoutBackupReason("the data was handed over")
                .build());
        life.hear(confirmed(id, request, "alan"));
        until(() -> life.environmentIs(id, Environment.Decommissioning.class) && life.lastChangesAsked(id) == 1);
        life.hear(TestingEvents.named(id, life.lastChange(id)));
        until(() -> life.environmentIs(id, Environment.Decommissioned.class));
        assertThat(CLOUD.ledger(id, "instance")).hasSize(12).allMatch(TestingCloud.Entry::deleted);
        assertThat(CLOUD.ledger(id, "address")).hasSize(4).allMatch(TestingCloud.Entry::deleted);
        assertThat(CLOUD.ledger(id, "secret")).hasSize(1).allMatch(TestingCloud.Entry::deleted);

        var left = new AddressOrder(
                Place.of(region.home()),
                id + "-primary-ingress",
                Map.of(Cloud.OWNER_LABEL, Cloud.OWNER, Cloud.ENVIRONMENT_LABEL, id),
                UUID.randomUUID());
        until(() ->
                life.cloud().ensureAddress(left) instanceof Got<Optional<String>>(var address) && address.isPresent());
        life.takeInventory();
        assertThat(life.orphans(id))
                .as("nobody holds an address of what has ended")
                .hasSize(1);
        until(() -> life.cloud().releaseAddress(left) instanceof Got<Boolean>(var gone) && gone);
    }

    /** A name in its owner's zone is the owner's: nobody gets its address while it leads there. */
    @Test
    void theAddressesOfAnOwnersNamesStayReservedUntilTheNamesAreGoneOrTheOwnersTimeIsOver() throws Exception {
        String id = "end-customer";
        UUID request = UUID.randomUUID();
        life.hear(request(id)
                .setDomainMode(DomainMode.CUSTOMER_DOMAIN_PLATFORM_CERT)
                .setHostnames(List.of("shop.customer.example"))
                .setPrimary(GCP.home())
                .setDisasterRecovery(GCP.refuge())
                .build());
        until(() -> life.environmentIs(id, Environment.Provisioned.class));
        life.activate(id);
        life.hear(requested(id, request).build());
        life.hear(confirmed(id, request, "alan"));
        until(() -> life.environmentIs(id, Environment.Decommissioning.class) && life.lastBackupsAsked(id) == 1);
        life.hear(TestingEvents.verified(id, life.lastBackup(id)));
        until(() -> life.siteIs(id, 1, Site.Released.class));
        for (int day = 0; day < 3; day++) {
            life.skip(Duration.ofDays(1));
            life.sweep();
        }
        assertThat(life.lastChangesAsked(id))
                .as("failover-service reminds the owner")
                .isEqualTo(1);
        assertThat(CLOUD.ledger(id, "address")).hasSize(4).noneMatch(TestingCloud.Entry::deleted);

        life.skip(Duration.ofDays(28));
        until(() -> life.environmentIs(id, Environment.Decommissioned.class));
        assertThat(CLOUD.ledger(id)).hasSizeGreaterThanOrEqualTo(11).allMatch(TestingCloud.Entry::deleted);
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
