package com.orocloud.provisioning.environment;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.IaasProvider;
import com.orocloud.provisioning.cloud.Place;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegionsTest {

    private final Regions regions = RequestRulesTest.catalogue();

    @Test
    void eachProviderHasRegionsInAllFourGeographies() {
        for (IaasProvider provider : List.of(IaasProvider.GCP, IaasProvider.OCI)) {
            assertThat(regions.all())
                    .filteredOn(region -> region.place().provider() == provider)
                    .extracting(Regions.Region::geography)
                    .contains("NORTH_AMERICA", "SOUTH_AMERICA", "EUROPE", "ASIA");
        }
    }

    @Test
    void aRecoveryRegionIsAnotherOneUnderTheSameLaw() {
        assertThat(regions.all())
                .filteredOn(region -> region.recovery() != null)
                .isNotEmpty()
                .allSatisfy(region -> {
                    var pair = regions.find(new Place(region.place().provider(), String.valueOf(region.recovery())));
                    assertThat(pair).isPresent();
                    assertThat(pair.get().jurisdiction()).isEqualTo(region.jurisdiction());
                    assertThat(pair.get().place()).isNotEqualTo(region.place());
                });
    }

    @Test
    void nodesAreSpreadOverFaultDomainsOnlyWhereThereIsNoSecondAvailabilityDomain() {
        assertThat(regions.placements(new Place(IaasProvider.OCI, "eu-frankfurt-1")))
                .containsExactly("eu-frankfurt-1-ad-1", "eu-frankfurt-1-ad-2", "eu-frankfurt-1-ad-3");
        assertThat(regions.placements(new Place(IaasProvider.OCI, "eu-amsterdam-1")))
                .containsExactly("eu-amsterdam-1-ad-1-fd-1", "eu-amsterdam-1-ad-1-fd-2", "eu-amsterdam-1-ad-1-fd-3");
        assertThat(regions.all())
                .allSatisfy(
                        region -> assertThat(regions.placements(region.place())).hasSizeGreaterThan(1));
    }

    @Test
    void everyGcpRegionHasSeveralZones() {
        assertThat(regions.all())
                .filteredOn(region -> region.place().provider() == IaasProvider.GCP)
                .allSatisfy(region -> assertThat(region.zones()).hasSizeGreaterThan(1));
    }
}
