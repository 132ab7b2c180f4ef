package com.orocloud.provisioning;

import static com.orocloud.provisioning.environment.TestingEvents.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.IaasProvider;
import com.orocloud.events.OrphanKind;
import com.orocloud.events.RegionRef;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.CrashPoint.SimulatedCrash;
import com.orocloud.provisioning.cloud.Answer;
import com.orocloud.provisioning.cloud.Cloud;
import com.orocloud.provisioning.cloud.Machine;
import com.orocloud.provisioning.cloud.Place;
import com.orocloud.provisioning.environment.Environment;
import com.orocloud.provisioning.site.SiteNode;
import com.orocloud.testkit.RealServers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What somebody does behind our back in a provider's account is noticed at the next look, on both providers. */
@RealServers
class InventoryTest {

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

    /** A region of a provider that no other test loses or fills. */
    record Where(IaasProvider provider, String region, String recovery) {

        String id(String story) {
            return story + "-" + provider.name().toLowerCase(java.util.Locale.ROOT);
        }

        Place place() {
            return new Place(provider, region);
        }
    }

    static Stream<Where> providers() {
        return Stream.of(
                new Where(IaasProvider.GCP, "us-east5", "us-south1"),
                new Where(IaasProvider.OCI, "us-chicago-1", "us-phoenix-1"));
    }

    private static void build(String id, Where where) {
        life.hear(request(id)
                .setPrimary(new RegionRef(where.provider(), where.region()))
                .setDisasterRecovery(new RegionRef(where.provider(), where.recovery()))
                .build());
        until(() -> life.environmentIs(id, Environment.Provisioned.class));
    }

    @ParameterizedTest
    @MethodSource("providers")
    void anAccountThatNobodyTouchedIsAsTheBooksSay(Where where) throws Exception {
        String id = where.id("untouched");
        build(id, where);
        life.takeInventory();
        assertThat(life.drift(id)).isEmpty();
        assertThat(life.orphans(id)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aNodeThatWasStoppedChangedOrRemovedByHandIsNoticedAtTheNextLookAndForgivenAtTheOneAfter(Where where)
            throws Exception {
        String id = where.id("by-hand");
        build(id, where);
        SiteNode stopped = node(id, "web-1");
        SiteNode changed = node(id, "web-2");
        SiteNode removed = node(id, "files-1");
        CLOUD.stopNode(stopped.name());
        Machine machine = changed.machine(life.site(id, 1).plan());
        Cloud.Instance before = observe(machine).orElseThrow();
        tell(machine, Map.of("orocloud-node", "{\"role\":\"DATABASE\"}"));
        got(life.cloud().releaseInstance(removed.machine(life.site(id, 1).plan())));
        Awaitility.await()
                .until(() -> observe(removed.machine(life.site(id, 1).plan())).isEmpty());

        life.takeInventory();
        assertThat(life.drift(id))
                .containsExactly(
                        removed.name() + " MISSING", stopped.name() + " STOPPED", changed.name() + " METADATA");

        CLOUD.startNode(stopped.name());
        tell(machine, before.metadata());
        life.takeInventory();
        assertThat(life.drift(id)).containsExactly(removed.name() + " MISSING");
    }

    @ParameterizedTest
    @MethodSource("providers")
    void whatCarriesOurLabelAndBelongsToNobodyIsToldAndLeftAlone(Where where) throws Exception {
        String nobody = where.id("nobody");
        build(where.id("neighbour"), where);
        Machine machine = create(where, nobody, Map.of("oro-epoch", "1"), nobody + "-1-web-1", 0);
        life.takeInventory();
        assertThat(life.orphans(nobody)).singleElement().satisfies(thing -> {
            assertThat(thing.kind()).isEqualTo(OrphanKind.INSTANCE);
            assertThat(thing.name()).isEqualTo(machine.name());
            assertThat(thing.released()).isFalse();
        });
        assertThat(observe(machine)).as("not ours to delete").isPresent();
        got(life.cloud().releaseInstance(machine));
        Awaitility.await().until(() -> observe(machine).isEmpty());
        life.takeInventory();
        assertThat(life.orphans(nobody)).isEmpty();
    }

    /** The provider carried out a request long after it was given up for another zone. */
    @ParameterizedTest
    @MethodSource("providers")
    void aMachineThatCameTooLateIsReleasedWhereverTheServiceIsKilled(Where where) throws Exception {
        String id = where.id("too-late");
        build(id, where);
        SiteNode node = node(id, "web-1");
        for (String point : List.of("provisioning.inventory.before-orphan", "provisioning.inventory.after-release")) {
            Machine late = create(where, id, Map.of("oro-epoch", "1"), node.name(), 2);
            assertThat(late.zone()).isNotEqualTo(node.zone());
            CrashPoint.arm(point);
            until(() -> {
                takeInventory();
                return observe(late).isEmpty() && life.orphans(id).isEmpty();
            });
            assertThat(CrashPoint.isArmed(point)).as(point + " was not passed").isFalse();
            assertThat(observe(node.machine(life.site(id, 1).plan())))
                    .as("its namesake, which is ours")
                    .isPresent();
        }
        takeInventory();
        assertThat(life.drift(id)).isEmpty();
    }

    @Test
    void aRegionThatDoesNotAnswerSaysNothingAboutWhatIsThere() throws Exception {
        var where = new Where(IaasProvider.GCP, "us-west2", "us-west3");
        String id = "silent-gcp";
        build(id, where);
        CLOUD.lose(where.region());
        try {
            life.takeInventory();
            assertThat(life.drift(id)).isEmpty();
        } finally {
            CLOUD.restore(where.region());
        }
    }

    private static void takeInventory() {
        try {
            life.takeInventory();
        } catch (SimulatedCrash crash) {
            life = life.again();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static SiteNode node(String id, String name) {
        return life.site(id, 1).nodes().stream()
                .filter(node -> node.name().equals(id + "-1-" + name))
                .findFirst()
                .orElseThrow();
    }

    /** By hand, in a console, with our labels copied. */
    private static Machine create(Where where, String environment, Map<String, String> more, String name, int zone) {
        var labels = new HashMap<String, String>(more);
        labels.put(Cloud.OWNER_LABEL, Cloud.OWNER);
        labels.put(Cloud.ENVIRONMENT_LABEL, environment);
        List<String> zones = life.zones(where.place());
        var machine = new Machine(where.place(), zones.get(zone), name);
        got(life.cloud().createInstance(new Cloud.InstanceOrder(machine, labels, Map.of(), null, UUID.randomUUID())));
        Awaitility.await()
                .until(() -> observe(machine)
                        .filter(instance -> instance.condition() == Cloud.Condition.RUNNING)
                        .isPresent());
        return machine;
    }

    private static void tell(Machine machine, Map<String, String> metadata) {
        got(life.cloud().setMetadata(observe(machine).orElseThrow(), metadata));
        Awaitility.await()
                .until(() -> Objects.equals(
                        metadata.get("orocloud-node"),
                        observe(machine).orElseThrow().metadata().get("orocloud-node")));
    }

    private static Optional<Cloud.Instance> observe(Machine machine) {
        return got(life.cloud().observe(machine));
    }

    private static <T> T got(Answer<T> answer) {
        assertThat(answer).isInstanceOf(Answer.Got.class);
        return ((Answer.Got<T>) answer).value();
    }

    private static void until(BooleanSupplier reached) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    life.sweep();
                    return reached.getAsBoolean();
                });
    }
}
