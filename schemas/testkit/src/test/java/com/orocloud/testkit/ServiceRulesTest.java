package com.orocloud.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.orocloud.testkit.fixtures.Counter;
import com.orocloud.testkit.fixtures.Dice;
import com.orocloud.testkit.fixtures.FieldInjection;
import com.orocloud.testkit.fixtures.Lonely;
import com.orocloud.testkit.fixtures.NodeHelper;
import com.orocloud.testkit.fixtures.OwnClock;
import com.orocloud.testkit.fixtures.Shared;
import com.orocloud.testkit.fixtures.SpringAtTheEdge;
import com.orocloud.testkit.fixtures.SpringInTheMiddle;
import com.orocloud.testkit.fixtures.VendorLeak;
import com.orocloud.testkit.fixtures.cycle.one.There;
import com.orocloud.testkit.fixtures.cycle.two.Back;
import com.orocloud.testkit.fixtures.gcp.VendorKept;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceRulesTest {

    @Test
    void vagueNamesAreRefused() {
        assertThat(broken(ServiceRules.namesSayWhat(), NodeHelper.class)).hasSize(1);
        assertThat(broken(ServiceRules.namesSayWhat(), Counter.class)).isEmpty();
    }

    @Test
    void springIsRefusedOutsideItsOwnClasses() {
        assertThat(broken(ServiceRules.springStaysAtTheEdge(), SpringInTheMiddle.class))
                .isNotEmpty();
        assertThat(broken(ServiceRules.springStaysAtTheEdge(), SpringAtTheEdge.class, SpringAtTheEdge.Inside.class))
                .isEmpty();
    }

    @Test
    void aVendorsTypesAreRefusedOutsideItsPackage() {
        ArchRule rule = ServiceRules.onlyIn("gcp", "com.google.cloud..");

        assertThat(broken(rule, VendorLeak.class)).isNotEmpty();
        assertThat(broken(rule, VendorKept.class)).isEmpty();
    }

    @Test
    void theSystemsTimeIsRefusedAndAClockIsNot() {
        assertThat(broken(ServiceRules.timeIsPassedIn(), OwnClock.class))
                .hasSize(2)
                .allSatisfy(place -> assertThat(place).doesNotContain("passedIn"));
    }

    @Test
    void chanceIsRefusedInLifecycles() {
        assertThat(broken(ServiceRules.lifecyclesArePure(), Dice.class, Dice.Thrown.class))
                .hasSize(2);
        assertThat(broken(ServiceRules.lifecyclesArePure(), Counter.class, Counter.Counted.class))
                .isEmpty();
    }

    @Test
    void fieldInjectionIsRefused() {
        assertThat(broken(ServiceRules.nothingIsInjectedIntoFields(), FieldInjection.class))
                .hasSize(1);
    }

    @Test
    void cyclesOfPackagesAreRefused() {
        assertThat(broken(ServiceRules.packagesHaveNoCycles(), There.class, Back.class))
                .hasSize(1);
    }

    @Test
    void anInterfaceForOneClassIsRefused() {
        ArchRule rule = ServiceRules.interfacesHaveSeveralImplementations(type -> true);

        assertThat(broken(rule, Lonely.class, Lonely.Only.class)).hasSize(1);
        assertThat(broken(rule, Shared.class, Shared.One.class, Shared.Another.class))
                .isEmpty();
    }

    @Test
    void aPackageWithoutClassesIsAMistake() {
        assertThatThrownBy(() -> ServiceRules.check("com.orocloud.nothing.here"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("com.orocloud.nothing.here");
    }

    private static List<String> broken(ArchRule rule, Class<?>... classes) {
        return rule.allowEmptyShould(true)
                .evaluate(new ClassFileImporter().importClasses(classes))
                .getFailureReport()
                .getDetails();
    }
}
