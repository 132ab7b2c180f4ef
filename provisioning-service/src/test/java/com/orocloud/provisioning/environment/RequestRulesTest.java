package com.orocloud.provisioning.environment;

import static com.orocloud.provisioning.environment.TestingEvents.contact;
import static com.orocloud.provisioning.environment.TestingEvents.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.ContactRole;
import com.orocloud.events.DomainMode;
import com.orocloud.events.EdgeOption;
import com.orocloud.events.EnvironmentProfile;
import com.orocloud.events.EnvironmentRequested;
import com.orocloud.events.EnvironmentType;
import com.orocloud.events.Failure;
import com.orocloud.events.IaasProvider;
import com.orocloud.events.RegionRef;
import com.orocloud.messaging.Heard;
import com.orocloud.testkit.Meta;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RequestRulesTest {

    private final RequestRules rules = new RequestRules(
            catalogue(),
            EnumSet.of(IaasProvider.GCP, IaasProvider.OCI),
            "orocloud.test",
            source -> Set.of("acme", "globex"));

    static Regions catalogue() {
        try (InputStream yaml = RequestRulesTest.class.getResourceAsStream("/regions.yaml")) {
            return Regions.read(java.util.Objects.requireNonNull(yaml));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Failure> objections(EnvironmentRequested request) {
        return rules.objections(heard(request));
    }

    private static Heard<EnvironmentRequested> heard(EnvironmentRequested request) {
        return new Heard<>(request, "orocloud.requests.portal.v1", "portal", Instant.EPOCH);
    }

    @Test
    void aGoodRequestMeetsNoObjection() {
        assertThat(objections(request("acme-prod").build())).isEmpty();
    }

    @Test
    void aCustomersDomainWithItsOwnerMeetsNoObjection() {
        var request = request("globex-prod")
                .setDomainMode(DomainMode.CUSTOMER_DOMAIN_PLATFORM_CERT)
                .setHostnames(List.of("shop.globex.test"))
                .setContacts(List.of(contact(ContactRole.TECHNICAL_CONTACT), contact(ContactRole.DOMAIN_OWNER)));
        assertThat(objections(request.build())).isEmpty();
    }

    @Test
    void oneNodeIsEnoughForAnEnvironmentThatNobodyLivesFrom() {
        var request = request("acme-test")
                .setType(EnvironmentType.TESTING)
                .setWebNodes(1)
                .setDatabaseNodes(1)
                .setDisasterRecovery(null)
                .setContacts(List.of());
        assertThat(objections(request.build())).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spoiled")
    void isRefusedFor(String code, UnaryOperator<EnvironmentRequested.Builder> spoil) {
        var request = spoil.apply(request("acme-prod")).build();
        assertThat(objections(request)).extracting(Failure::getCode).containsExactly(code.split(" and "));
        assertThat(objections(request)).allSatisfy(reason -> {
            assertThat(reason.getStep()).isEqualTo("checking the request");
            assertThat(reason.getMessage()).isNotBlank().doesNotContain("ada");
            assertThat(reason.getRetryable()).isFalse();
        });
    }

    private static Arguments spoil(String codes, UnaryOperator<EnvironmentRequested.Builder> how) {
        return Arguments.of(codes, how);
    }

    static Stream<Arguments> spoiled() {
        return Stream.concat(spoiledPlaces(), spoiledRest());
    }

    private static Stream<Arguments> spoiledPlaces() {
        return Stream.of(
                spoil("REGION_UNKNOWN", r -> r.setPrimary(gcp("atlantis-1"))),
                spoil("REGION_UNKNOWN", r -> r.setDisasterRecovery(gcp("atlantis-1"))),
                spoil(
                        "PROVIDER_UNKNOWN and DISASTER_RECOVERY_OTHER_PROVIDER",
                        r -> r.setPrimary(new RegionRef(IaasProvider.UNKNOWN, "europe-west4"))),
                spoil("DISASTER_RECOVERY_OTHER_PROVIDER", r -> r.setPrimary(oci("eu-frankfurt-1"))),
                spoil(
                        "EDGE_NOT_ON_PROVIDER",
                        r -> r.setPrimary(oci("us-ashburn-1"))
                                .setDisasterRecovery(oci("us-phoenix-1"))
                                .setEdge(EdgeOption.GCP_CDN)),
                spoil(
                        "SINGLE_AVAILABILITY_DOMAIN",
                        r -> r.setPrimary(oci("eu-amsterdam-1")).setDisasterRecovery(oci("eu-frankfurt-1"))),
                spoil(
                        "SINGLE_AVAILABILITY_DOMAIN",
                        r -> r.setPrimary(oci("eu-frankfurt-1")).setDisasterRecovery(oci("eu-amsterdam-1"))),
                spoil(
                        "DISASTER_RECOVERY_OTHER_JURISDICTION",
                        r -> r.setPrimary(oci("eu-frankfurt-1")).setDisasterRecovery(oci("us-ashburn-1"))),
                spoil("DISASTER_RECOVERY_MISSING", r -> r.setDisasterRecovery(null)),
                spoil("DISASTER_RECOVERY_SAME_REGION", r -> r.setDisasterRecovery(TestingEvents.PRIMARY)),
                spoil("DISASTER_RECOVERY_OTHER_JURISDICTION", r -> r.setDisasterRecovery(gcp("us-east4"))),
                spoil("RESIDENCY and RESIDENCY", r -> r.setJurisdictions(List.of("US"))),
                spoil("JURISDICTION_UNKNOWN", r -> r.setJurisdictions(List.of("EU", "MARS"))),
                spoil("EDGE_UNKNOWN", r -> r.setEdge(EdgeOption.UNKNOWN)));
    }

    private static Stream<Arguments> spoiledRest() {
        return Stream.of(
                spoil("TENANT_NOT_REGISTERED", r -> r.setMeta(Meta.of("portal", "initech", "acme-prod"))),
                spoil(
                        "ENVIRONMENT_ID_INVALID",
                        r -> r.setEnvironmentId("Acme_Prod")
                                .setHostnames(List.of("shop.Acme_Prod.orocloud.test"))
                                .setDomainMode(DomainMode.PLATFORM_ZONE)
                                .setHostnames(List.of("acme-prod.example"))
                                .setDomainMode(DomainMode.CUSTOMER_DOMAIN_CUSTOMER_CERT)
                                .setContacts(List.of(
                                        contact(ContactRole.TECHNICAL_CONTACT), contact(ContactRole.DOMAIN_OWNER)))),
                spoil("PROJECT_INVALID", r -> r.setProject("Über")),
                spoil("COMMIT_INVALID", r -> r.setGitReference("main")),
                spoil("REPOSITORY_MISSING", r -> r.setRepositoryUrl(" ")),
                spoil("TIME_ZONE_INVALID", r -> r.setCalendarZone("Mars/Olympus")),
                spoil("TYPE_UNKNOWN", r -> r.setType(EnvironmentType.UNKNOWN)),
                spoil("PROFILE_UNKNOWN", r -> r.setProfile(EnvironmentProfile.UNKNOWN)),
                spoil("WEB_NODES_OUT_OF_RANGE", r -> r.setWebNodes(1)),
                spoil("WEB_NODES_OUT_OF_RANGE", r -> r.setWebNodes(10_000)),
                spoil("DATABASE_NODES_OUT_OF_RANGE", r -> r.setDatabaseNodes(1)),
                spoil(
                        "DOMAIN_MODE_UNKNOWN",
                        r -> r.setDomainMode(DomainMode.UNKNOWN).setHostnames(List.of("a.example"))),
                spoil("HOSTNAMES_OUT_OF_RANGE", r -> r.setHostnames(List.of())),
                spoil("HOSTNAME_INVALID", r -> r.setHostnames(List.of("-shop.acme-prod.orocloud.test"))),
                spoil("HOSTNAME_OUTSIDE_PLATFORM_ZONE", r -> r.setHostnames(List.of("shop.other.orocloud.test"))),
                spoil(
                        "HOSTNAME_IN_PLATFORM_ZONE and DOMAIN_OWNER_MISSING",
                        r -> r.setDomainMode(DomainMode.CUSTOMER_DOMAIN_PLATFORM_CERT)),
                spoil("TECHNICAL_CONTACT_MISSING", r -> r.setContacts(List.of())),
                spoil(
                        "CONTACT_ROLE_UNKNOWN",
                        r -> r.setContacts(
                                List.of(contact(ContactRole.TECHNICAL_CONTACT), contact(ContactRole.UNKNOWN)))),
                spoil(
                        "EMAIL_INVALID",
                        r -> r.setContacts(List.of(contact(ContactRole.TECHNICAL_CONTACT, "ada at acme")))));
    }

    @Test
    void aSingleAvailabilityDomainIsTakenIfThatWasAccepted() {
        var request = request("acme-prod")
                .setPrimary(oci("eu-amsterdam-1"))
                .setDisasterRecovery(oci("eu-frankfurt-1"))
                .setAcceptSingleAvailabilityDomain(true);
        assertThat(objections(request.build())).isEmpty();
    }

    @Test
    void aRequestWhoseRegionsAreUnderTheLawsThatItNamesMeetsNoObjection() {
        assertThat(objections(request("acme-prod")
                        .setJurisdictions(List.of("CH", "EU"))
                        .build()))
                .isEmpty();
    }

    @Test
    void aProviderWithoutAnAccountIsNotOffered() {
        var gcpOnly = new RequestRules(catalogue(), EnumSet.of(IaasProvider.GCP), "orocloud.test", _ -> Set.of("acme"));
        var request = request("acme-prod").setPrimary(oci("us-ashburn-1")).setDisasterRecovery(oci("us-phoenix-1"));
        assertThat(gcpOnly.objections(heard(request.build())))
                .extracting(Failure::getCode)
                .containsExactly("PROVIDER_NOT_AVAILABLE", "PROVIDER_NOT_AVAILABLE");
    }

    @Test
    void everyReasonIsGivenAtOnce() {
        var request = request("acme-prod")
                .setPrimary(gcp("atlantis-1"))
                .setWebNodes(1)
                .setContacts(List.of())
                .setGitReference("main");
        assertThat(objections(request.build()))
                .extracting(Failure::getCode)
                .containsExactlyInAnyOrder(
                        "REGION_UNKNOWN", "WEB_NODES_OUT_OF_RANGE", "TECHNICAL_CONTACT_MISSING", "COMMIT_INVALID");
    }

    private static RegionRef gcp(String region) {
        return new RegionRef(IaasProvider.GCP, region);
    }

    private static RegionRef oci(String region) {
        return new RegionRef(IaasProvider.OCI, region);
    }
}
