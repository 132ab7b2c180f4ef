package com.orocloud.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.node.Assignment.DatabaseRole;
import com.orocloud.node.Placement.Stage;
import com.orocloud.node.Placement.Verdict.Accepted;
import com.orocloud.node.Placement.Verdict.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlacementTest {
    private static final Placement MAIN_OF_TWO = new Placement(2, DatabaseRole.MAIN, Stage.READY);

    @Test
    void anEmptyDiskTakesWhatItIsTold() {
        assertThat(Placement.on(null, 3, DatabaseRole.MAIN))
                .isEqualTo(new Accepted(new Placement(3, DatabaseRole.MAIN, Stage.NEW)));
    }

    @ParameterizedTest
    @EnumSource(DatabaseRole.class)
    void anOlderGenerationIsRefusedWhateverItAsksFor(DatabaseRole role) {
        assertThat(Placement.on(MAIN_OF_TWO, 1, role)).isInstanceOf(Refused.class);
    }

    @Test
    void theSameGenerationCannotChangeTheRole() {
        assertThat(Placement.on(MAIN_OF_TWO, 2, DatabaseRole.STANDBY)).isInstanceOf(Refused.class);
        assertThat(Placement.on(MAIN_OF_TWO, 2, DatabaseRole.MAIN)).isEqualTo(new Accepted(MAIN_OF_TWO));
    }

    @Test
    void aMainOfAnOlderGenerationBecomesAFormerMainThatMustFollowAnother() {
        assertThat(Placement.on(MAIN_OF_TWO, 3, DatabaseRole.STANDBY))
                .isEqualTo(new Accepted(new Placement(3, DatabaseRole.STANDBY, Stage.FORMER)));
    }

    @Test
    void aPromotedStandbyMayBecomeTheMainOfANewerGeneration() {
        Placement standby = new Placement(1, DatabaseRole.STANDBY, Stage.READY);

        assertThat(Placement.on(standby, 2, DatabaseRole.MAIN)).isEqualTo(new Accepted(MAIN_OF_TWO));
    }

    @ParameterizedTest
    @EnumSource(
            value = Stage.class,
            names = {"NEW", "FORMER", "REWINDING"})
    void aStandbyWithoutWholeDataNeverBecomesAMain(Stage stage) {
        Placement standby = new Placement(1, DatabaseRole.STANDBY, stage);

        assertThat(Placement.on(standby, 2, DatabaseRole.MAIN)).isInstanceOf(Refused.class);
    }

    @Test
    void anInterruptedRewindIsNeverContinuedButCopiedAnew() {
        Placement rewinding = new Placement(2, DatabaseRole.STANDBY, Stage.REWINDING);

        assertThat(Placement.on(rewinding, 3, DatabaseRole.STANDBY))
                .isEqualTo(new Accepted(new Placement(3, DatabaseRole.STANDBY, Stage.NEW)));
    }
}
