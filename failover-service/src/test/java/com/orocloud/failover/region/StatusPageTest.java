package com.orocloud.failover.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.orocloud.events.RegionDown;
import com.orocloud.events.SignalSource;
import com.orocloud.failover.region.ProviderFeed.Incident;
import com.orocloud.failover.region.RegionHealth.Down;
import com.orocloud.failover.region.RegionHealth.Healthy;
import com.orocloud.failover.region.RegionHealth.Outage;
import com.orocloud.failover.region.RegionHealth.Recovering;
import com.orocloud.failover.region.RegionHealth.Source;
import com.orocloud.failover.region.RegionHealth.Suspected;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Ignored;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;

/** Status pages: both public formats are understood, and whatever they say, they only corroborate. */
class StatusPageTest {

    private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");
    private static final Region REGION = new Region("GCP", "europe-west4");
    private static final Outage LOST =
            new Outage(new UUID(1, 1), AT, AT, null, List.of(Source.PROBE), List.of(), null, null);
    private static final String GOOGLE = """
            [{"id": "open1", "begin": "2026-11-23T09:58:00+00:00", "external_desc": "Cooling", "severity": "high",
              "status_impact": "SERVICE_OUTAGE", "currently_affected_locations":
                [{"title": "Netherlands (europe-west4)", "id": "europe-west4"}]},
             {"id": "news", "begin": "2026-11-23T09:00:00+00:00", "external_desc": "News",
              "status_impact": "SERVICE_INFORMATION", "currently_affected_locations": [{"id": "europe-west1"}]},
             {"id": "over", "begin": "2026-11-22T09:00:00+00:00", "end": "2026-11-22T10:00:00+00:00",
              "status_impact": "SERVICE_OUTAGE", "currently_affected_locations": [{"id": "europe-west3"}]}]""";
    private static final String ORACLE = """
            {"regionHealthReports": [
              {"regionName": "Germany Central (Frankfurt)", "regionCanonicalName": "eu-frankfurt-1",
               "serviceHealthReports": [
                 {"serviceName": "Compute", "serviceStatus": "ServiceDisruption", "incidents": [{"incidentId": "X9"}]},
                 {"serviceName": "Vault", "serviceStatus": "NormalPerformance", "incidents": []}]},
              {"regionName": "UK South (London)", "regionCanonicalName": "uk-london-1",
               "serviceHealthReports": [
                 {"serviceName": "Compute", "serviceStatus": "NormalPerformance", "incidents": []}]}]}""";

    @Test
    void theOpenIncidentsOfGooglesPageAreThoseWithoutAnEndThatAreMoreThanNews() throws IOException {
        assertThat(StatusPage.google(GOOGLE)).containsOnlyKeys("europe-west4");
        assertThat(StatusPage.google(GOOGLE)).containsEntry("europe-west4", new Incident("open1", "Cooling"));
    }

    @Test
    void onOraclesPageAServiceThatDoesNotPerformNormallyIsAnIncident() throws IOException {
        assertThat(StatusPage.oracle(ORACLE)).containsOnlyKeys("eu-frankfurt-1");
        assertThat(StatusPage.oracle(ORACLE))
                .containsEntry("eu-frankfurt-1", new Incident("X9", "Compute: ServiceDisruption"));
    }

    @Test
    void aPageThatLiesMakesNoRegionLostAndNoneWell() {
        var healthy = new Healthy(REGION, AT);
        var suspected = new Suspected(REGION, new UUID(1, 1), AT, AT, List.of());
        var recovering = new Recovering(REGION, LOST, AT.plusSeconds(1800), AT);
        for (RegionHealth health : List.of(healthy, suspected, recovering)) {
            assertThat(RegionRule.judge(health, List.of(), List.of(), "lie", AT))
                    .as("a page that says it is lost")
                    .isNotInstanceOf(Judgement.ProviderAgrees.class)
                    .isNotInstanceOf(Judgement.Confirm.class)
                    .isNotInstanceOf(Judgement.Suspect.class);
        }
        assertThat(RegionRule.judge(new Down(REGION, LOST), List.of(), List.of(), null, AT))
                .as("a page that says all is well")
                .isInstanceOf(Judgement.Nothing.class);
    }

    @Test
    void aPageThatComesLateAddsItsWordToWhatIsKnown() {
        var down = new Down(REGION, LOST);
        var judgement = RegionRule.judge(down, List.of(), List.of(), "open1", AT.plusSeconds(2400));
        var outcome = (Applied<RegionHealth>) RegionHealth.on(down, judgement);
        var said = (RegionDown) outcome.emitted().getFirst();
        assertThat(said.getConfirmedBy()).containsExactly(SignalSource.PROBE, SignalSource.PROVIDER);
        assertThat(said.getProviderIncidentId()).isEqualTo("open1");
        assertThat(said.getOutageId()).isEqualTo(LOST.id());
        assertThat(RegionRule.judge(outcome.state(), List.of(), List.of(), "open1", AT))
                .as("said once")
                .isInstanceOf(Judgement.Nothing.class);
    }

    @Test
    void aPageThatIsNotReadAnyMoreSaysNothing() {
        var word = ((Applied<ProviderWord>) ProviderWord.read(null, new Incident("open1", ""), AT)).state();
        assertThat(ProviderWord.read(word, new Incident("open1", ""), AT.plusSeconds(60)))
                .isInstanceOf(Ignored.class);
        assertThat(ProviderWord.incident(word, AT.plusSeconds(60))).isEqualTo("open1");
        assertThat(ProviderWord.incident(word, AT.plus(Duration.ofMinutes(11)))).isNull();
        var fine = ((Applied<ProviderWord>) ProviderWord.read(word, null, AT.plusSeconds(70))).state();
        assertThat(ProviderWord.incident(fine, AT.plusSeconds(71))).isNull();
    }

    @Test
    void aPageThatIsSomethingElseIsNotTakenForGoodNews() {
        for (String page : List.of("{}", "\"all is well\"", "")) {
            assertThatThrownBy(() -> StatusPage.google(page)).as(page).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> StatusPage.oracle(page)).as(page).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> StatusPage.google("<html>")).isInstanceOf(JacksonException.class);
    }

    @Test
    void ofSeveralFeedsTheIncidentThatIsKnownStaysWhileOneOfThemNamesIt() {
        var own = new ProviderWord.Impaired("own", "", AT, AT);
        var page = new ProviderWord.Impaired("public", "", AT, AT);
        var fine = new ProviderWord.Fine(AT);
        var stale = new ProviderWord.Impaired("stale", "", AT, AT.minus(ProviderWord.WORTH));
        assertThat(ProviderWord.incident(null, List.of(own, page), AT)).isEqualTo("own");
        assertThat(ProviderWord.incident("public", List.of(own, page), AT)).isEqualTo("public");
        assertThat(ProviderWord.incident("public", List.of(own, fine), AT)).isEqualTo("own");
        assertThat(ProviderWord.incident("own", List.of(fine, fine), AT)).isNull();
        assertThat(ProviderWord.incident(null, List.of(stale, page), AT)).isEqualTo("public");
    }
}
