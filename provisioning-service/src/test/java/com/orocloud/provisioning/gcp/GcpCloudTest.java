package com.orocloud.provisioning.gcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.IaasProvider;
import com.orocloud.provisioning.TestingCloud;
import com.orocloud.provisioning.cloud.Cloud;
import com.orocloud.provisioning.cloud.Cloud.InstanceOrder;
import com.orocloud.provisioning.cloud.CloudContract;
import com.orocloud.provisioning.cloud.CloudFailure.Refused;
import com.orocloud.provisioning.cloud.CloudFailure.Transient;
import com.orocloud.provisioning.cloud.CloudFailure.Unknown;
import com.orocloud.provisioning.cloud.Machine;
import com.orocloud.provisioning.cloud.Place;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Google's real client against the local cloud. */
class GcpCloudTest extends CloudContract {

    private static final Place PLACE = new Place(IaasProvider.GCP, "europe-west3");

    @Override
    protected Cloud connect() {
        try {
            return new GcpCloud(new GcpAccount(
                    LOCAL.endpoint(),
                    TestingCloud.PROJECT,
                    GcpAccount.Credentials.NONE,
                    "e2-standard-4",
                    "projects/debian-cloud/global/images/family/debian-12"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected Place place() {
        return PLACE;
    }

    @Override
    protected List<String> zones() {
        return List.of("europe-west3-a", "europe-west3-b");
    }

    @Override
    protected Machine elsewhere(String name) {
        return new Machine(new Place(IaasProvider.GCP, "europe-north1"), "europe-north1-a", name);
    }

    @Override
    protected String error(int status, String code, String message) {
        return "{\"error\":{\"code\":" + status + ",\"message\":\"" + message + "\",\"errors\":[{\"reason\":\"" + code
                + "\"}]}}";
    }

    @Override
    protected String tooManyCalls() {
        return error(429, "rateLimitExceeded", "Rate Limit Exceeded");
    }

    @Override
    protected int stockoutStatus() {
        return 503;
    }

    @Override
    protected String stockout() {
        return "{\"error\":{\"code\":503,\"message\":\"The zone does not have enough resources available\"}}";
    }

    @Override
    protected int quotaStatus() {
        return 403;
    }

    @Override
    protected String quota() {
        return error(403, "quotaExceeded", "Quota 'CPUS' exceeded.");
    }

    @Override
    protected String quotaCode() {
        return "QUOTA_EXCEEDED";
    }

    @Override
    protected String creation() {
        return "POST /compute/v1/projects/" + TestingCloud.PROJECT + "/zones/europe-west3-a/instances\\?.*";
    }

    @Test
    void aNameThatIsTakenIsLookedAtAgain() {
        InstanceOrder same = order("taken");
        try (Cloud gcp = connect()) {
            got(gcp.createInstance(same));
            var other = new InstanceOrder(same.machine(), same.labels(), same.metadata(), null, UUID.randomUUID());
            assertThat(failure(gcp.createInstance(other))).isInstanceOf(Transient.class);
        }
    }

    @Test
    void anOperationThatFailedWithoutAStatusIsNotTakenForDone() {
        LOCAL.spoil(
                "OPERATION insert .*gcp-late-quota",
                "operation-error",
                1,
                "{\"error\":{\"errors\":[{\"code\":\"QUOTA_EXCEEDED\",\"message\":\"Quota 'CPUS' exceeded.\"}]}}");
        try (Cloud gcp = connect()) {
            String reference = got(gcp.createInstance(order("late-quota")));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(failure(gcp.work(machine("late-quota"), reference)))
                            .isInstanceOfSatisfying(
                                    Refused.class,
                                    refused -> assertThat(refused.code()).isEqualTo("QUOTA_EXCEEDED")));
        }
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
        LOCAL.spoil(
                "POST .*/instances.*",
                Integer.toString(status),
                1,
                "{\"error\":{\"code\":%d,\"message\":\"no\",\"errors\":[{\"reason\":\"%s\",\"message\":\"no\"}]}}"
                        .formatted(status, reason));
        try (Cloud gcp = connect()) {
            assertThat(failure(gcp.createInstance(order("classified")))
                            .getClass()
                            .getSimpleName())
                    .isEqualTo(kind);
        }
    }

    @Test
    void credentialsAreMadeOnceWhateverHappensInBetween() throws Exception {
        var secrets = new GcpSecrets(LOCAL.endpoint(), TestingCloud.PROJECT, LOCAL.tokenFile());
        LOCAL.spoil("POST .*/secrets/gcp-secret:addVersion.*", "503", 1, "");
        assertThat(failure(secrets.ensure("gcp-secret"))).isInstanceOf(Transient.class);
        LOCAL.spoil("POST .*/secrets/gcp-secret:addVersion.*", "drop-after", 1, "");
        assertThat(failure(secrets.ensure("gcp-secret"))).isInstanceOf(Unknown.class);
        String reference = got(secrets.ensure("gcp-secret"));
        assertThat(reference).isEqualTo("gcpsm://" + TestingCloud.PROJECT + "/gcp-secret");
        String made = LOCAL.secret("gcp-secret");
        assertThat(made).contains("\"name\":\"projects/" + TestingCloud.PROJECT + "/secrets/gcp-secret/versions/1\"");
        got(secrets.ensure("gcp-secret"));
        assertThat(LOCAL.secret("gcp-secret")).isEqualTo(made);
    }
}
