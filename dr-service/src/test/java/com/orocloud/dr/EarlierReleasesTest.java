package com.orocloud.dr;

import static com.orocloud.dr.Cases.state;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.DrCause;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What earlier releases stored is read as it was meant: they knew lost regions only, no edges and no forecasts. */
class EarlierReleasesTest {

    private final JsonMapper json = JsonMapper.builder().build();
    private final Cases cases = new Cases();

    private <S> S storedWithout(S state, Class<S> type, String field) {
        ObjectNode stored = json.valueToTree(state);
        assertThat(stored.has(field)).as("witness: stored today").isTrue();
        stored.remove(field);
        return json.treeToValue(stored, type);
    }

    @Test
    void aCaseWithoutACauseIsAboutALostRegion() {
        var drCase = cases.awaiting().drCase();

        assertThat(storedWithout(drCase, DrCase.class, "cause")).isEqualTo(drCase);
        assertThat(drCase.cause()).isEqualTo(DrCause.REGION_UNAVAILABLE);
    }

    @Test
    void anOutageWithoutAForecastHasNone() {
        var down = (Outage.Down) state(Outage.on(null, cases.story.down(null)));

        assertThat(storedWithout(down, Outage.Down.class, "stillDownInAnHour")).isEqualTo(down);
    }

    @Test
    void namesThatMovedBeforeThereWereEdgesAreBehindNone() {
        var run = cases.confirming().run();

        assertThat(storedWithout(run, Run.class, "edge")).isEqualTo(run);
        assertThat(run.isBehindEdge()).isFalse();
    }

    @Test
    void whatIsStoredOfACutOffEnvironmentIsReadBack() {
        var cutOff = (Reach.CutOff) state(Reach.on(null, cases.story.unreachable(Cases.NOON, true)));

        assertThat(json.treeToValue(json.valueToTree(cutOff), Reach.CutOff.class))
                .isEqualTo(cutOff);
    }
}
