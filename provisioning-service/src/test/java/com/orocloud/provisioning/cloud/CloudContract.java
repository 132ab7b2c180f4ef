package com.orocloud.provisioning.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.provisioning.TestingCloud;
import com.orocloud.provisioning.cloud.Answer.Failed;
import com.orocloud.provisioning.cloud.Answer.Got;
import com.orocloud.provisioning.cloud.Cloud.AddressOrder;
import com.orocloud.provisioning.cloud.Cloud.Condition;
import com.orocloud.provisioning.cloud.Cloud.Instance;
import com.orocloud.provisioning.cloud.Cloud.InstanceOrder;
import com.orocloud.provisioning.cloud.Cloud.Work;
import com.orocloud.provisioning.cloud.CloudFailure.Capacity;
import com.orocloud.provisioning.cloud.CloudFailure.Refused;
import com.orocloud.provisioning.cloud.CloudFailure.Transient;
import com.orocloud.provisioning.cloud.CloudFailure.Unknown;
import com.orocloud.testkit.RealServers;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.json.JsonMapper;

/**
 * What every provider's adapter promises, told through its real client to the local cloud, with everything that a cloud
 * does to its callers. Both providers run the same sentences.
 */
@RealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class CloudContract {

    protected static final TestingCloud LOCAL = TestingCloud.shared();

    private static final String INTERNAL_ERROR =
            "{\"error\":{\"errors\":[{\"code\":\"INTERNAL_ERROR\",\"message\":\"Internal error.\"}]}}";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private @Nullable Cloud connected;

    /** A new adapter, as after a restart: it knows nothing of what an earlier one has done. */
    protected abstract Cloud connect();

    /** A healthy region and two places in it; then a region to lose and a place in that. */
    protected abstract Place place();

    protected abstract List<String> zones();

    protected abstract Machine elsewhere(String name);

    /** An error body of this provider. */
    protected abstract String error(int status, String code, String message);

    protected abstract String tooManyCalls();

    protected abstract String quotaCode();

    /** What an instance is created by, as faults match it. */
    protected abstract String creation();

    @AfterEach
    void heal() {
        LOCAL.heal();
    }

    @BeforeAll
    void open() {
        connected = connect();
    }

    @AfterAll
    void close() {
        cloud().close();
    }

    private Cloud cloud() {
        return Objects.requireNonNull(connected);
    }

    private String named(String name) {
        return place().provider().name().toLowerCase(Locale.ROOT) + "-" + name;
    }

    protected final Machine machine(String name) {
        return new Machine(place(), zones().getFirst(), named(name));
    }

    protected final InstanceOrder order(String name) {
        return order(name, null);
    }

    private InstanceOrder order(String name, @Nullable String publicAddress) {
        Machine machine = machine(name);
        return new InstanceOrder(
                machine,
                Map.of(Cloud.OWNER_LABEL, Cloud.OWNER, Cloud.ENVIRONMENT_LABEL, machine.name()),
                metadata(1),
                publicAddress,
                UUID.nameUUIDFromBytes(machine.name().getBytes(StandardCharsets.UTF_8)));
    }

    private static Map<String, String> metadata(int generation) {
        return Map.of(
                "enable-guest-attributes",
                "TRUE",
                "user-data",
                "#cloud-config\n",
                "orocloud-node",
                "{\"generation\":" + generation + ",\"role\":\"WEB\"}");
    }

    private static AddressOrder address(Place place, String name, String environment) {
        return new AddressOrder(
                place,
                name,
                Map.of(Cloud.OWNER_LABEL, Cloud.OWNER, Cloud.ENVIRONMENT_LABEL, environment),
                UUID.nameUUIDFromBytes((name + environment).getBytes(StandardCharsets.UTF_8)));
    }

    protected static <T> T got(Answer<T> answer) {
        assertThat(answer).isInstanceOf(Got.class);
        return ((Got<T>) answer).value();
    }

    protected static CloudFailure failure(Answer<?> answer) {
        assertThat(answer).isInstanceOf(Failed.class);
        return ((Failed<?>) answer).failure();
    }

    private static <T> T until(Supplier<Optional<T>> look, Predicate<T> good) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(look::get, found -> found.filter(good).isPresent())
                .orElseThrow();
    }

    private Instance running(String name) {
        return until(
                () -> got(cloud().observe(machine(name))),
                found -> found.condition() == Condition.RUNNING && found.address() != null);
    }

    private List<TestingCloud.Entry> made(String name, String kind) {
        return LOCAL.ledger(named(name), kind);
    }

    @Test
    void anInstanceLivesFromItsCreationToItsEnd() {
        Machine machine = machine("life");
        String reference = got(cloud().createInstance(order("life")));
        Awaitility.await().atMost(PATIENCE).until(() -> got(cloud().work(machine, reference)) == Work.DONE);
        Instance born = running("life");
        assertThat(born.belongsTo(machine.name())).isTrue();
        assertThat(born.metadata()).containsEntry("user-data", "#cloud-config\n");

        got(cloud().setMetadata(born, metadata(2)));
        Instance told = until(
                () -> got(cloud().observe(machine)),
                found -> Objects.equals(
                        found.metadata().get("orocloud-node"), metadata(2).get("orocloud-node")));
        assertThat(failure(cloud().setMetadata(born, metadata(3))))
                .as("somebody changed it since")
                .isInstanceOf(Transient.class);
        assertThat(told.metadata()).containsEntry("user-data", "#cloud-config\n");
        until(() -> got(cloud().guestState(machine)), state -> state.ready() && state.generation() == 2);

        got(cloud().stop(machine));
        until(() -> got(cloud().observe(machine)), found -> found.condition() == Condition.STOPPED);
        got(cloud().stop(machine));
        got(cloud().start(machine));
        running("life");
        got(cloud().start(machine));
        assertThat(got(cloud().listOwned(place(), zones(), machine.name())))
                .satisfiesExactly(listed -> assertThat(listed.machine()).isEqualTo(machine));
        got(cloud().releaseInstance(machine));
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> got(cloud().observe(machine)).isEmpty());
        assertThat(got(cloud().releaseInstance(machine))).isEmpty();
        assertThat(got(cloud().listOwned(place(), zones(), machine.name()))).isEmpty();
    }

    @Test
    void whatIsNotThereIsAnAnswer() {
        assertThat(got(cloud().observe(machine("nothing")))).isEmpty();
        assertThat(got(cloud().guestState(machine("nothing")))).isEmpty();
        assertThat(got(cloud().work(machine("nothing"), "operation-nobody-knows")))
                .isEqualTo(Work.FORGOTTEN);
    }

    @Test
    void aConnectionLostAfterTheEffectIsUnknownAndAskingAgainBuildsNothingTwice() {
        LOCAL.spoil(creation(), "drop-after", 1, "");
        assertThat(failure(cloud().createInstance(order("drop-after")))).isInstanceOf(Unknown.class);
        got(cloud().createInstance(order("drop-after")));
        running("drop-after");
        assertThat(made("drop-after", "instance")).hasSize(1);
    }

    @Test
    void aConnectionLostBeforeTheEffectIsUnknownAndNothingIsThere() {
        LOCAL.spoil(creation(), "drop-before", 1, "");
        assertThat(failure(cloud().createInstance(order("drop-before")))).isInstanceOf(Unknown.class);
        assertThat(got(cloud().observe(machine("drop-before")))).isEmpty();
        got(cloud().createInstance(order("drop-before")));
        running("drop-before");
        assertThat(made("drop-before", "instance")).hasSize(1);
    }

    @Test
    void whatAnEarlierLifeMadeIsFoundAndAdopted() {
        LOCAL.spoil(creation(), "drop-after", 1, "");
        assertThat(failure(cloud().createInstance(order("adopted")))).isInstanceOf(Unknown.class);
        try (Cloud later = connect()) {
            Instance found = until(() -> got(later.observe(machine("adopted"))), seen -> seen.address() != null);
            assertThat(found.belongsTo(machine("adopted").name())).isTrue();
            got(later.createInstance(order("adopted")));
        }
        assertThat(made("adopted", "instance")).hasSize(1);
    }

    @Test
    void aStockoutInTheAnswerIsCapacity() {
        LOCAL.spoil(creation(), Integer.toString(stockoutStatus()), 1, stockout());
        assertThat(failure(cloud().createInstance(order("full")))).isInstanceOf(Capacity.class);
        assertThat(made("full", "instance")).isEmpty();
    }

    protected abstract int stockoutStatus();

    protected abstract String stockout();

    @Test
    void aStockoutThatIsOnlyToldLaterIsCapacityToo() {
        LOCAL.spoil("OPERATION insert .*" + named("late"), "operation-error", 1, "");
        String reference = got(cloud().createInstance(order("late")));
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(failure(cloud().work(machine("late"), reference)))
                        .isInstanceOf(Capacity.class));
        assertThat(got(cloud().observe(machine("late")))).isEmpty();
    }

    @Test
    void anOperationThatFailsByItselfIsGivenUpAndMayBeTriedAnew() {
        LOCAL.spoil("OPERATION insert .*" + named("broken"), "operation-error", 1, INTERNAL_ERROR);
        String reference = got(cloud().createInstance(order("broken")));
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> got(cloud().work(machine("broken"), reference)) == Work.ABANDONED);
        assertThat(got(cloud().observe(machine("broken")))).isEmpty();
        InstanceOrder first = order("broken");
        got(cloud().createInstance(
                        new InstanceOrder(first.machine(), first.labels(), first.metadata(), null, UUID.randomUUID())));
        running("broken");
    }

    @Test
    void anOperationThatFailedAfterItsAnswerWasLostIsGivenUpToo() {
        LOCAL.spoil(creation(), "drop-after", 1, "");
        LOCAL.spoil("OPERATION insert .*" + named("unheard"), "operation-error", 1, INTERNAL_ERROR);
        assertThat(failure(cloud().createInstance(order("unheard")))).isInstanceOf(Unknown.class);
        String reference = got(cloud().createInstance(order("unheard")));
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> got(cloud().work(machine("unheard"), reference)) == Work.ABANDONED);
        assertThat(got(cloud().createInstance(order("unheard"))))
                .as("the same request is the same operation")
                .isEqualTo(reference);
        assertThat(got(cloud().observe(machine("unheard")))).isEmpty();
    }

    @Test
    void aQuotaIsToldAndNothingIsMade() {
        LOCAL.spoil(creation(), Integer.toString(quotaStatus()), 1, quota());
        assertThat(failure(cloud().createInstance(order("quota"))))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.code()).isEqualTo(quotaCode()));
        assertThat(made("quota", "instance")).isEmpty();
    }

    protected abstract int quotaStatus();

    protected abstract String quota();

    @Test
    void tooManyCallsExpiredCredentialsAndServerErrorsPass() {
        LOCAL.spoil(creation(), "429", 1, tooManyCalls());
        LOCAL.spoil(creation(), "401", 1, error(401, "NotAuthenticated", "expired"));
        LOCAL.spoil(creation(), "500", 1, error(500, "InternalError", "try again"));
        LOCAL.spoil(creation(), "503", 1, "");
        for (int i = 0; i < 4; i++) {
            assertThat(failure(cloud().createInstance(order("passing")))).isInstanceOf(Transient.class);
        }
        got(cloud().createInstance(order("passing")));
        running("passing");
        assertThat(made("passing", "instance")).hasSize(1);
    }

    @Test
    void anAddressIsReservedOnceAndAStrangersIsNeverTaken() {
        String name = named("address");
        AddressOrder order = address(place(), name, name);
        LOCAL.spoil("POST .*(addresses|publicIps).*", "drop-after", 1, "");
        failure(cloud().ensureAddress(order));
        String address = until(
                () -> cloud().ensureAddress(order) instanceof Got<Optional<String>>(var value)
                        ? value
                        : Optional.empty(),
                _ -> true);
        try (Cloud later = connect()) {
            assertThat(got(later.ensureAddress(order))).contains(address);
            Answer<Optional<String>> strangers = later.ensureAddress(address(place(), name, "somebody-else"));
            assertThat(strangers).isNotEqualTo(Answer.got(Optional.of(address)));
        }
        assertThat(LOCAL.ledger(name, "address")).hasSize(1);
    }

    @Test
    void anAddressIsGivenBackOnceAndAStrangersIsLeftAlone() {
        String name = named("given-back");
        AddressOrder order = address(place(), name, name);
        until(
                () -> cloud().ensureAddress(order) instanceof Got<Optional<String>>(var value)
                        ? value
                        : Optional.empty(),
                _ -> true);
        assertThat(got(cloud().releaseAddress(address(place(), name, "somebody-else"))))
                .as("none of theirs is there")
                .isTrue();
        assertThat(LOCAL.ledger(name, "address")).noneMatch(TestingCloud.Entry::deleted);

        LOCAL.spoil("DELETE .*(addresses|publicIps).*", "drop-after", 1, "");
        assertThat(cloud().releaseAddress(order))
                .as("the answer was lost; some clients then ask again by themselves")
                .isNotEqualTo(Answer.got(true));
        assertThat(LOCAL.faultsLeft()).as("witness: it was lost").isZero();
        try (Cloud later = connect()) {
            Awaitility.await().atMost(PATIENCE).until(() -> got(later.releaseAddress(order)));
        }
        assertThat(got(cloud().releaseAddress(order))).as("again").isTrue();
        assertThat(LOCAL.ledger(name, "address")).hasSize(1).allMatch(TestingCloud.Entry::deleted);
        assertThat(got(cloud().listAddresses(place())))
                .noneMatch(reserved -> reserved.name().equals(name));
    }

    @Test
    void aReservedAddressIsGivenToTheInstanceThatIsToListenOnIt() {
        String name = named("listening");
        String address = until(() -> got(cloud().ensureAddress(address(place(), name, name))), _ -> true);
        got(cloud().createInstance(order("listening", address)));
        Instance instance = running("listening");
        Awaitility.await().atMost(PATIENCE).until(() -> got(cloud().ensurePublicAddress(instance, address)));
        assertThat(got(cloud().ensurePublicAddress(instance, address)))
                .as("again")
                .isTrue();
        assertThat(LOCAL.publicAddressOf(name)).isEqualTo(address);
    }

    @Test
    void aLostRegionFailsFastAndAloneWhenGuarded() throws Exception {
        Machine lost = elsewhere("lost");
        LOCAL.lose(lost.place().region());
        try (var guarded = new GuardedCloud(
                        connect(), CircuitBreakerRegistry.ofDefaults(), BulkheadRegistry.ofDefaults());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = IntStream.range(0, 10)
                    .mapToObj(_ -> threads.submit(() -> failure(guarded.observe(lost))))
                    .toList();
            for (var call : calls) {
                assertThat(call.get()).isInstanceOf(Transient.class);
            }
            assertThat(failure(guarded.observe(lost)).why()).contains("did not answer a moment ago");
            assertThat(got(guarded.observe(machine("elsewhere")))).isEmpty();
        } finally {
            LOCAL.restore(lost.place().region());
        }
    }

    @Test
    void aRefusalOpensNoCircuit() {
        LOCAL.spoil(creation(), Integer.toString(quotaStatus()), 20, quota());
        try (var guarded =
                new GuardedCloud(connect(), CircuitBreakerRegistry.ofDefaults(), BulkheadRegistry.ofDefaults())) {
            for (int i = 0; i < 20; i++) {
                assertThat(failure(guarded.createInstance(order("refused")))).isInstanceOf(Refused.class);
            }
        }
    }

    /** An answer that somebody else got from the real provider: see recorded/README.md. */
    protected record Recorded(String seenAt, String answer, String means, String status, String body) {

        @Override
        public String toString() {
            return means + ", " + seenAt;
        }
    }

    private Stream<Recorded> recorded() throws IOException {
        String file = "/recorded/" + place().provider().name().toLowerCase(Locale.ROOT) + ".json";
        try (InputStream json = CloudContract.class.getResourceAsStream(file)) {
            return StreamSupport.stream(new JsonMapper().readTree(json).spliterator(), false)
                    .map(each -> new Recorded(
                            each.path("seenAt").asString(""),
                            each.path("answer").asString(""),
                            each.path("means").asString(""),
                            each.path("status").asString("operation-error"),
                            each.path("body").toString()));
        }
    }

    @TestFactory
    Stream<DynamicTest> whatTheRealProviderAnsweredToOthersIsUnderstood() throws IOException {
        return recorded().map(recorded -> DynamicTest.dynamicTest(recorded.toString(), () -> isUnderstood(recorded)));
    }

    private void isUnderstood(Recorded recorded) {
        String name = "recorded-" + Integer.toHexString(recorded.hashCode());
        if (recorded.answer().equals("call")) {
            LOCAL.spoil(creation(), recorded.status(), 1, recorded.body());
            assertThat(kind(failure(cloud().createInstance(order(name))))).isEqualTo(recorded.means());
        } else {
            LOCAL.spoil("OPERATION insert .*" + named(name), recorded.status(), 1, recorded.body());
            String reference = got(cloud().createInstance(order(name)));
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(kind(failure(cloud().work(machine(name), reference))))
                            .isEqualTo(recorded.means()));
        }
        assertThat(LOCAL.faultsLeft()).as("answers that were not given").isZero();
        assertThat(got(cloud().observe(machine(name)))).isEmpty();
    }

    private static String kind(CloudFailure failure) {
        return failure.getClass().getSimpleName();
    }

    @Test
    void everythingOfOursIsListedAndNothingOfAStranger() {
        String name = named("listed");
        InstanceOrder order = order("listed");
        got(cloud().createInstance(order));
        running("listed");
        Machine other = machine("strangers");
        got(cloud().createInstance(new InstanceOrder(
                other, Map.of("made-by", "a-stranger"), order.metadata(), null, UUID.randomUUID())));
        assertThat(got(cloud().listOwned(place(), zones())))
                .extracting(Instance::machine)
                .contains(machine("listed"))
                .doesNotContain(other);
        String address = until(() -> got(cloud().ensureAddress(address(place(), name, name))), _ -> true);
        assertThat(got(cloud().listAddresses(place()))).anySatisfy(reserved -> {
            assertThat(reserved.name()).isEqualTo(name);
            assertThat(reserved.address()).isEqualTo(address);
            assertThat(reserved.labels()).containsEntry(Cloud.ENVIRONMENT_LABEL, name);
        });
    }
}
