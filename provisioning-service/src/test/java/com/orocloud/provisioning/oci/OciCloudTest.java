package com.orocloud.provisioning.oci;

import static org.assertj.core.api.Assertions.assertThat;

import com.oracle.bmc.circuitbreaker.NoCircuitBreakerConfiguration;
import com.oracle.bmc.retrier.RetryConfiguration;
import com.orocloud.events.IaasProvider;
import com.orocloud.provisioning.cloud.Cloud;
import com.orocloud.provisioning.cloud.Cloud.InstanceOrder;
import com.orocloud.provisioning.cloud.CloudContract;
import com.orocloud.provisioning.cloud.CloudFailure.Capacity;
import com.orocloud.provisioning.cloud.CloudFailure.Transient;
import com.orocloud.provisioning.cloud.Machine;
import com.orocloud.provisioning.cloud.Place;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Oracle's real client against the local cloud, which checks every signature. */
class OciCloudTest extends CloudContract {

    private static final Place FRANKFURT = new Place(IaasProvider.OCI, "eu-frankfurt-1");

    @Override
    protected Cloud connect() {
        return new OciCloud(LOCAL.oci().account(), Clock.systemUTC());
    }

    @Override
    protected Place place() {
        return FRANKFURT;
    }

    @Override
    protected List<String> zones() {
        return List.of("eu-frankfurt-1-ad-2", "eu-frankfurt-1-ad-3");
    }

    @Override
    protected Machine elsewhere(String name) {
        return new Machine(new Place(IaasProvider.OCI, "eu-milan-1"), "eu-milan-1-ad-1-fd-1", name);
    }

    @Override
    protected String error(int status, String code, String message) {
        return "{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}";
    }

    @Override
    protected String tooManyCalls() {
        return error(429, "TooManyRequests", "Too many requests for the user");
    }

    @Override
    protected int stockoutStatus() {
        return 500;
    }

    @Override
    protected String stockout() {
        return error(500, "InternalError", "Out of host capacity.");
    }

    @Override
    protected int quotaStatus() {
        return 400;
    }

    @Override
    protected String quota() {
        return error(400, "LimitExceeded", "The following service limits were exceeded: standard-e5-core-count.");
    }

    @Override
    protected String quotaCode() {
        return "LIMIT_EXCEEDED";
    }

    @Override
    protected String creation() {
        return "POST /oci/eu-frankfurt-1/20160918/instances/?";
    }

    @Test
    void aRetryTokenUsedForSomethingElseMeansLookAgain() {
        InstanceOrder order = order("token");
        try (Cloud oci = connect()) {
            got(oci.createInstance(order));
            Map<String, String> other = new HashMap<>(order.metadata());
            other.put("orocloud-node", "{}");
            assertThat(failure(oci.createInstance(
                            new InstanceOrder(order.machine(), order.labels(), other, null, order.effectId()))))
                    .isInstanceOf(Transient.class);
        }
        assertThat(LOCAL.ledger("oci-token", "instance")).hasSize(1);
    }

    @Test
    void aStrangersMachineOfTheSameNameIsNeitherTakenNorInTheWay() {
        InstanceOrder order = order("namesake");
        try (Cloud oci = connect()) {
            got(oci.createInstance(new InstanceOrder(
                    order.machine(), Map.of("made-by", "a stranger"), order.metadata(), null, UUID.randomUUID())));
            assertThat(got(oci.observe(order.machine()))).isEmpty();
        }
        try (Cloud later = connect()) {
            assertThat(got(later.observe(order.machine()))).isEmpty();
            got(later.createInstance(order));
            assertThat(got(later.observe(order.machine())))
                    .hasValueSatisfying(
                            found -> assertThat(found.belongsTo("oci-namesake")).isTrue());
        }
    }

    @Test
    void aRegionWithOneAvailabilityDomainIsSpreadOverFaultDomains() {
        Place amsterdam = new Place(IaasProvider.OCI, "eu-amsterdam-1");
        List<String> zones = List.of("eu-amsterdam-1-ad-1-fd-1", "eu-amsterdam-1-ad-1-fd-2");
        InstanceOrder order = order("spread");
        Machine machine =
                new Machine(amsterdam, zones.getLast(), order.machine().name());
        try (Cloud oci = connect()) {
            got(oci.createInstance(
                    new InstanceOrder(machine, order.labels(), order.metadata(), null, order.effectId())));
            assertThat(got(oci.listOwned(amsterdam, zones, "oci-spread")))
                    .extracting(Cloud.Instance::machine)
                    .containsExactly(machine);
        }
    }

    @Test
    void aCallSignedWithAnotherKeyIsRefusedAndBuildsNothing() {
        try (Cloud forger = new OciCloud(LOCAL.oci().forged(), Clock.systemUTC())) {
            assertThat(failure(forger.createInstance(order("forged"))).why()).contains("NotAuthenticated");
        }
        assertThat(LOCAL.ledger("oci-forged", "instance")).isEmpty();
    }

    /** Its own breaker, on by default, would open after ten of these, for looking too. */
    @Test
    void howeverOftenThereIsNoHostLookingGoesOn() {
        LOCAL.spoil(creation(), Integer.toString(stockoutStatus()), 30, stockout());
        try (Cloud oci = connect()) {
            for (int i = 0; i < 30; i++) {
                assertThat(failure(oci.createInstance(order("none-left")))).isInstanceOf(Capacity.class);
            }
            assertThat(got(oci.observe(order("none-left").machine()))).isEmpty();
        }
        assertThat(LOCAL.faultsLeft()).isZero();
    }

    @Test
    void noClientBreaksCircuitsOrRetriesByItself() {
        assertThat(OciClients.configuration().getCircuitBreakerConfiguration())
                .isInstanceOf(NoCircuitBreakerConfiguration.class);
        assertThat(OciClients.configuration().getRetryConfiguration())
                .isSameAs(RetryConfiguration.NO_RETRY_CONFIGURATION);
    }
}
