package com.orocloud.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.Component;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Ignored;
import org.junit.jupiter.api.Test;

class QuietTest {

    private final SampleMaintenance maintenance = new SampleMaintenance("acme-prod");

    @Test
    void onlyAlertsAboutWhatIsWorkedOnAreQuietAndOnlyMeanwhile() {
        Quiet during = state(Quiet.on(null, maintenance.started(true)));
        assertThat(during.about(Component.DATABASE)).contains(maintenance.windowId);
        assertThat(during.about(Component.WEB)).isEmpty();
        assertThat(during.about(null)).isEmpty();
        assertThat(state(Quiet.on(during, maintenance.overran())).about(Component.DATABASE))
                .isEmpty();
        assertThat(state(Quiet.on(during, maintenance.completed())).about(Component.DATABASE))
                .isEmpty();
    }

    @Test
    void aLateWordOfTheBeginningMakesNothingQuietAgain() {
        var started = maintenance.started(true);
        Quiet over = state(Quiet.on(null, maintenance.overran()));
        assertThat(Quiet.on(over, started)).isInstanceOf(Ignored.class);
    }

    @Test
    void noMailOfARecoveryIsEverMuted() {
        assertThat(SampleStories.all())
                .filteredOn(story -> story.warnsAbout() != null)
                .allMatch(story -> !story.mandatory())
                .extracting(Story::template)
                .containsExactly("database-moved", "component-stopped");
    }

    private static Quiet state(Outcome<Quiet> outcome) {
        return ((Applied<Quiet>) outcome).state();
    }
}
