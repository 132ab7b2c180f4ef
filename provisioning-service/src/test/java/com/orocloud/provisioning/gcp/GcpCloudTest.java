package com.orocloud.provisioning.gcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.IaasProvider;
import com.orocloud.provisioning.TestingCloud;
import com.orocloud.provisioning.cloud.Answer;
import com.orocloud.provisioning.cloud.Answer.Failed;
import com.orocloud.provisioning.cloud.Answer.Got;
import com.orocloud.provisioning.cloud.Cloud;
import com.orocloud.provisioning.cloud.Cloud.AddressOrder;
import com.orocloud.provisioning.cloud.Cloud.Condition;
import com.orocloud.provisioning.cloud.Cloud.Instance;
import com.orocloud.provisioning.cloud.Cloud.InstanceOrder;
import com.orocloud.provisioning.cloud.Cloud.Work;
import com.orocloud.provisioning.cloud.CloudFailure;
import com.orocloud.provisioning.cloud.CloudFailure.Capacity;
import com.orocloud.provisioning.cloud.CloudFailure.Refused;
import com.orocloud.provisioning.cloud.CloudFailure.Transient;
import com.orocloud.provisioning.cloud.CloudFailure.Unknown;
import com.orocloud.provisioning.cloud.Machine;
import com.orocloud.provisioning.cloud.Place;
import com.orocloud.testkit.RealServers;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real Compute client against the local cloud, with everything that a cloud does to its callers. */
@RealServers
class GcpCloudTest {

    private static final TestingCloud CLOUD = TestingCloud.shared();
    private static final Place PLACE = new Place(IaasProvider.GCP, "europe-west3");
    private static final GcpCloud GCP = connect();

    private static GcpAccount account() {
        return new GcpAccount(
                CLOUD.endpoint(),
                TestingCloud.PROJECT,
                GcpAccount.Credentials.NONE,
                "e2-standard-4",
                "projects/debian-cloud/global/images/family/debian-12");
    }

    private static GcpCloud connect() {
        try {
            return new GcpCloud(account());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterAll
    static void close() {
        GCP.close();
    }

    @AfterEach
    void heal() {
        CLOUD.heal();
    }

    private static Machine machine(String name) {
        return new Machine(PLACE, "europe-west3-a", name);
    }

    private static InstanceOrder order(String name) {
        return new InstanceOrder(
                machine(name),
                Map.of(Cloud.OWNER_LABEL, Cloud.OWNER, Cloud.ENVIRONMENT_LABEL, name),
                Map.of("enable-guest-attributes", "TRUE", "orocloud-node", "{\"generation\":1,\"role\":\"WEB\"}"),
                null,
                UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    private static <T> T got(Answer<T> answer) {
        assertThat(answer).isInstanceOf(Got.class);
        return ((Got<T>) answer).value();
    }

    private static CloudFailure failure(Answer<?> answer) {
        assertThat(answer).isInstanceOf(Failed.class);
        return ((Failed<?>) answer).failure();
    }

    private static Instance running(String name) {
        return until(() -> got(GCP.observe(machine(name))), found -> found.condition() == Condition.RUNNING);
    }

    private static <T> T until(Supplier<Optional<T>> look, java.util.function.Predicate<T> good) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(look::get, found -> found.filter(good).isPresent())
                .orElseThrow();
    }

    @Test
    void anInstanceLivesFromItsCreationToItsEnd() {
        String reference = got(GCP.createInstance(order("gcp-life")));
        Awaitility.await().until(() -> got(GCP.work(machine("gcp-life"), reference)) == Work.DONE);
        Instance instance = running("gcp-life");
        assertThat(instance.belongsTo("gcp-life")).isTrue();
        assertThat(instance.address()).isNotNull();
        until(() -> got(GCP.guestState(machine("gcp-life"))), Cloud.GuestState::ready);

        got(GCP.setMetadata(instance, Map.of("orocloud-node", "{\"generation\":2}")));
        until(
                () -> got(GCP.observe(machine("gcp-life"))),
                found -> "{\"generation\":2}".equals(found.metadata().get("orocloud-node")));
        assertThat(failure(GCP.setMetadata(instance, Map.of("orocloud-node", "{\"generation\":3}"))))
                .as("somebody changed it since")
                .isInstanceOf(Transient.class);

        got(GCP.stop(machine("gcp-life")));
        until(
                () -> got(GCP.observe(machine("gcp-life"))),
                found ->
                        found.condition() == Condition.STOPPED && found.status().equals("TERMINATED"));
        got(GCP.start(machine("gcp-life")));
        running("gcp-life");
        assertThat(got(GCP.listOwned(PLACE, List.of("europe-west3-a", "europe-west3-b"), "gcp-life")))
                .hasSize(1);
        got(GCP.releaseInstance(machine("gcp-life")));
        Awaitility.await().until(() -> got(GCP.observe(machine("gcp-life"))).isEmpty());
        assertThat(got(GCP.releaseInstance(machine("gcp-life")))).isEmpty();
    }

    @Test
    void whatIsNotThereIsAnAnswer() {
        assertThat(got(GCP.observe(machine("gcp-nothing")))).isEmpty();
        assertThat(got(GCP.guestState(machine("gcp-nothing")))).isEmpty();
        assertThat(got(GCP.work(machine("gcp-nothing"), "operation-nobody-knows")))
                .isEqualTo(Work.FORGOTTEN);
    }

    @Test
    void aConnectionLostAfterTheEffectIsUnknownAndAskingAgainBuildsNothingTwice() {
        CLOUD.spoil("POST .*/instances.*", "drop-after", 1, "");
        assertThat(failure(GCP.createInstance(order("gcp-drop")))).isInstanceOf(Unknown.class);
        got(GCP.createInstance(order("gcp-drop")));
        running("gcp-drop");
        assertThat(CLOUD.ledger("gcp-drop", "instance")).hasSize(1);
    }

    @Test
    void aNameThatIsTakenIsLookedAtAgain() {
        got(GCP.createInstance(order("gcp-taken")));
        InstanceOrder same = order("gcp-taken");
        var other = new InstanceOrder(same.machine(), same.labels(), same.metadata(), null, UUID.randomUUID());
        assertThat(failure(GCP.createInstance(other))).isInstanceOf(Transient.class);
    }

    @Test
    void anOperationThatEndsWithoutCapacityIsThat() {
        CLOUD.spoil("OPERATION insert .*gcp-stock", "operation-error", 1, "");
        String reference = got(GCP.createInstance(order("gcp-stock")));
        Awaitility.await()
                .untilAsserted(() -> assertThat(failure(GCP.work(machine("gcp-stock"), reference)))
                        .isInstanceOf(Capacity.class));
    }

    @Test
    void anOperationThatFailedWithoutAStatusIsNotTakenForDone() {
        CLOUD.spoil(
                "OPERATION insert .*gcp-quota",
                "operation-error",
                1,
                "{\"error\":{\"errors\":[{\"code\":\"QUOTA_EXCEEDED\",\"message\":\"Quota 'CPUS' exceeded.\"}]}}");
        String reference = got(GCP.createInstance(order("gcp-quota")));
        Awaitility.await()
                .untilAsserted(() -> assertThat(failure(GCP.work(machine("gcp-quota"), reference)))
                        .isInstanceOfSatisfying(
                                Refused.class,
                                refused -> assertThat(refused.code()).isEqualTo("QUOTA_EXCEEDED")));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "403, rateLimitExceeded, Transient",
        "403, quotaExceeded, Refused",
        "403, forbidden, Refused",
        "429, rateLimitExceeded, Transient",
        "400, invalid, Refused",
        "412, conditionNotMet, Transient",
        "500, internalError, Transient",
        "503, backendError, Transient"
    })
    void anAnswerIsClassifiedByItsBody(int status, String reason, String kind) {
        CLOUD.spoil(
                "POST .*/instances.*",
                Integer.toString(status),
                1,
                "{\"error\":{\"code\":%d,\"message\":\"no\",\"errors\":[{\"reason\":\"%s\",\"message\":\"no\"}]}}"
                        .formatted(status, reason));
        assertThat(failure(GCP.createInstance(order("gcp-classified")))
                        .getClass()
                        .getSimpleName())
                .isEqualTo(kind);
    }

    @Test
    void aStockoutInAnAnswerIsCapacityWhateverItsStatus() {
        CLOUD.spoil(
                "POST .*/instances.*",
                "503",
                1,
                "{\"error\":{\"code\":503,\"message\":\"The zone does not have enough resources available\"}}");
        assertThat(failure(GCP.createInstance(order("gcp-full")))).isInstanceOf(Capacity.class);
    }

    @Test
    void anAddressIsReservedOnceAndAStrangersIsNeverTaken() {
        var order = new AddressOrder(
                PLACE,
                "gcp-address",
                Map.of(Cloud.OWNER_LABEL, Cloud.OWNER, Cloud.ENVIRONMENT_LABEL, "gcp-address"),
                UUID.randomUUID());
        String address = until(() -> got(GCP.ensureAddress(order)), value -> true);
        assertThat(got(GCP.ensureAddress(order))).contains(address);
        assertThat(CLOUD.ledger("gcp-address", "address")).hasSize(1);

        var stranger =
                new AddressOrder(PLACE, "gcp-address", Map.of(Cloud.ENVIRONMENT_LABEL, "somebody"), UUID.randomUUID());
        assertThat(failure(GCP.ensureAddress(stranger))).isInstanceOf(Refused.class);
    }

    @Test
    void aLostRegionFailsFastAndAloneWhenGuarded() {
        var breakers = CircuitBreakerRegistry.ofDefaults();
        var lost = new Machine(new Place(IaasProvider.GCP, "europe-north1"), "europe-north1-a", "gcp-lost");
        CLOUD.lose("europe-north1");
        try (var guarded = guarded(breakers)) {
            for (int i = 0; i < 8; i++) {
                assertThat(failure(guarded.observe(lost))).isInstanceOf(Transient.class);
            }
            assertThat(failure(guarded.observe(lost)).why()).contains("did not answer a moment ago");
            assertThat(got(guarded.observe(machine("gcp-elsewhere")))).isEmpty();
        } finally {
            CLOUD.restore("europe-north1");
        }
    }

    @Test
    void aRefusalOpensNoCircuit() {
        CLOUD.spoil(
                "POST .*/instances.*",
                "403",
                20,
                "{\"error\":{\"code\":403,\"message\":\"no\",\"errors\":[{\"reason\":\"quotaExceeded\"}]}}");
        try (var guarded = guarded(CircuitBreakerRegistry.ofDefaults())) {
            for (int i = 0; i < 20; i++) {
                assertThat(failure(guarded.createInstance(order("gcp-refused"))))
                        .isInstanceOf(Refused.class);
            }
        }
    }

    private static GuardedCloud guarded(CircuitBreakerRegistry breakers) {
        try {
            return GuardedCloud.of(account(), breakers, BulkheadRegistry.ofDefaults());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void credentialsAreMadeOnceWhateverHappensInBetween() throws Exception {
        var secrets = new GcpSecrets(CLOUD.endpoint(), TestingCloud.PROJECT, CLOUD.tokenFile());
        CLOUD.spoil("POST .*/secrets/gcp-secret:addVersion.*", "503", 1, "");
        assertThat(failure(secrets.ensure("gcp-secret"))).isInstanceOf(Transient.class);
        CLOUD.spoil("POST .*/secrets/gcp-secret:addVersion.*", "drop-after", 1, "");
        assertThat(failure(secrets.ensure("gcp-secret"))).isInstanceOf(Unknown.class);
        String reference = got(secrets.ensure("gcp-secret"));
        assertThat(reference).isEqualTo("gcpsm://" + TestingCloud.PROJECT + "/gcp-secret");
        String made = CLOUD.secret("gcp-secret");
        assertThat(made).contains("\"name\":\"projects/" + TestingCloud.PROJECT + "/secrets/gcp-secret/versions/1\"");
        got(secrets.ensure("gcp-secret"));
        assertThat(CLOUD.secret("gcp-secret")).isEqualTo(made);
    }
}
