package com.orocloud.provisioning.maintenance;

import static com.orocloud.provisioning.maintenance.TestingMaintenance.END;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.ID;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.NOW;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.START;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.WINDOW;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.WORK;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.cancel;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.move;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.operator;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.planned;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.report;
import static com.orocloud.provisioning.maintenance.TestingMaintenance.unplanned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.orocloud.events.EnvironmentProfile;
import com.orocloud.events.EnvironmentStatus;
import com.orocloud.events.EnvironmentType;
import com.orocloud.events.Failure;
import com.orocloud.events.Impact;
import com.orocloud.events.MaintenanceKind;
import com.orocloud.events.MaintenanceProgress;
import com.orocloud.events.MaintenanceReported;
import com.orocloud.events.MaintenanceRequested;
import com.orocloud.events.MaintenanceUrgency;
import com.orocloud.messaging.Heard;
import com.orocloud.provisioning.calendar.RecurringWindow;
import com.orocloud.provisioning.calendar.Span;
import com.orocloud.provisioning.environment.HostedEnvironment;
import com.orocloud.provisioning.maintenance.MaintenanceRules.Meets;
import com.orocloud.provisioning.site.Size;
import com.orocloud.testkit.Meta;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MaintenanceRulesTest {

    private static final HostedEnvironment ENVIRONMENT = environment(EnvironmentStatus.ACTIVE);
    private static final Meets FREE = new Meets(ENVIRONMENT, Conditions.CALM, List.of());

    private final MaintenanceRules rules = new MaintenanceRules(source -> Set.of("acme", "globex"));

    private static HostedEnvironment environment(EnvironmentStatus status) {
        return new HostedEnvironment(
                ID,
                "acme",
                EnvironmentType.PRODUCTION,
                status,
                new RecurringWindow(RecurringWindow.SUNDAYS_AT_TWO, 120, "UTC"),
                EnvironmentProfile.MINIMAL,
                new Size(2, 0),
                1,
                7);
    }

    private static <E extends SpecificRecord> Heard<E> heard(E event, Instant receivedAt) {
        return new Heard<>(event, "orocloud.requests.portal.v1", "portal", receivedAt);
    }

    private List<Failure> objections(MaintenanceRequested request, Meets meets) {
        return rules.objections(heard(request, NOW), meets);
    }

    @Test
    void workInTheWindowWithNoticeMeetsNoObjection() {
        assertThat(objections(planned(ID, WINDOW).build(), FREE)).isEmpty();
    }

    @Test
    void urgentWorkMeetsNoneAtAnyTimeEvenAtOnce() {
        assertThat(objections(unplanned(ID, WINDOW, NOW).build(), FREE)).isEmpty();
        assertThat(objections(unplanned(ID, WINDOW, NOW.minusSeconds(30)).build(), FREE))
                .isEmpty();
    }

    @Test
    void fortyEightHoursAreEnoughNoticeAndAMillisecondLessIsNot() {
        Instant latest = START.minus(Duration.ofDays(2));
        assertThat(rules.objections(heard(planned(ID, WINDOW).build(), latest), FREE))
                .isEmpty();
        assertThat(rules.objections(heard(planned(ID, WINDOW).build(), latest.plusMillis(1)), FREE))
                .extracting(Failure::getCode)
                .containsExactly("NOTICE_TOO_SHORT");
    }

    @Test
    void aRequestOutsideTheWindowHearsWhenTheNextOnesAre() {
        Failure reason = objections(
                        planned(ID, WINDOW).setStartsAt(START.minusSeconds(1)).build(), FREE)
                .getFirst();
        assertThat(reason.getCode()).isEqualTo("OUTSIDE_WINDOW");
        assertThat(reason.getMessage())
                .contains("2026-11-29T02:00:00Z to 2026-11-29T04:00:00Z")
                .contains("2026-12-06T02:00:00Z to 2026-12-06T04:00:00Z");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spoiled")
    void isRefusedFor(String codes, MaintenanceRequested request, Meets meets) {
        assertThat(objections(request, meets)).extracting(Failure::getCode).containsExactly(codes.split(" and "));
        assertThat(objections(request, meets))
                .allSatisfy(reason -> assertThat(reason.getMessage()).isNotBlank());
    }

    static Stream<Arguments> spoiled() {
        var busy =
                new Meets(ENVIRONMENT, Conditions.CALM, List.of(new Span(END.minusSeconds(1), END.plusSeconds(3600))));
        var next = new Meets(ENVIRONMENT, Conditions.CALM, List.of(new Span(END, END.plusSeconds(3600))));
        var disaster =
                new Meets(ENVIRONMENT, new Conditions(TestingMaintenance.CASE, null, null, List.of()), List.of());
        return Stream.of(
                arguments("OVERLAPS", planned(ID, WINDOW).build(), busy),
                arguments("DR_CASE_OPEN", planned(ID, WINDOW).build(), disaster),
                arguments(
                        "NOT_IN_SERVICE",
                        planned(ID, WINDOW).build(),
                        new Meets(environment(EnvironmentStatus.RECOVERING), Conditions.CALM, List.of())),
                arguments(
                        "ENVIRONMENT_UNKNOWN",
                        planned(ID, WINDOW).build(),
                        new Meets(null, Conditions.CALM, List.of())),
                arguments(
                        "ENVIRONMENT_UNKNOWN",
                        planned(ID, WINDOW)
                                .setMeta(Meta.of("portal", "globex", ID))
                                .build(),
                        FREE),
                arguments(
                        "TENANT_NOT_REGISTERED and ENVIRONMENT_UNKNOWN",
                        planned(ID, WINDOW)
                                .setMeta(Meta.of("portal", "initech", ID))
                                .build(),
                        FREE),
                arguments(
                        "KIND_UNKNOWN and IMPACT_UNKNOWN and SUMMARY_MISSING",
                        planned(ID, WINDOW)
                                .setKind(MaintenanceKind.UNKNOWN)
                                .setImpact(Impact.UNKNOWN)
                                .setSummary(" ")
                                .build(),
                        FREE),
                arguments(
                        "URGENCY_MISSING and OPERATOR_MISSING",
                        planned(ID, WINDOW).setKind(MaintenanceKind.UNPLANNED).build(),
                        FREE),
                arguments(
                        "URGENCY_MISSING",
                        unplanned(ID, WINDOW, NOW)
                                .setUrgency(MaintenanceUrgency.UNKNOWN)
                                .build(),
                        FREE),
                arguments("TIMES_INVALID", planned(ID, WINDOW).setEndsAt(START).build(), FREE),
                arguments(
                        "TIMES_INVALID",
                        unplanned(ID, WINDOW, NOW)
                                .setEndsAt(NOW.plus(Duration.ofHours(25)))
                                .build(),
                        FREE),
                arguments(
                        "TIME_PASSED",
                        unplanned(ID, WINDOW, NOW.minus(Duration.ofHours(1))).build(),
                        next));
    }

    @Test
    void movingKeepsTheRulesOfItsKind() {
        assertThat(rules.objections(heard(move(ID, WINDOW, START.plusSeconds(60)), NOW), WORK, FREE))
                .isEmpty();
        assertThat(rules.objections(heard(move(ID, WINDOW, NOW.plusSeconds(60)), NOW), WORK, FREE))
                .extracting(Failure::getCode)
                .containsExactly("NOTICE_TOO_SHORT", "OUTSIDE_WINDOW");
        var urgent = Work.of(unplanned(ID, WINDOW, NOW).build());
        assertThat(rules.objections(heard(move(ID, WINDOW, NOW.plusSeconds(60)), NOW), urgent, FREE))
                .isEmpty();
    }

    @Test
    void onlyAnOperatorReportsAndOnlyOnesOwnCustomerCancels() {
        var good = report(ID, WINDOW, MaintenanceProgress.COMPLETED);
        assertThat(rules.reportObjections(heard(good, NOW), FREE)).isEmpty();
        assertThat(rules.reportObjections(
                        heard(
                                MaintenanceReported.newBuilder()
                                        .setMeta(Meta.of("portal", "acme", ID))
                                        .setEnvironmentId(ID)
                                        .setWindowId(WINDOW)
                                        .setProgress(MaintenanceProgress.ROLLED_BACK)
                                        .setComment("")
                                        .setDowntimeSeconds(-1)
                                        .build(),
                                NOW),
                        FREE))
                .extracting(Failure::getCode)
                .containsExactly("OPERATOR_MISSING", "DOWNTIME_INVALID", "COMMENT_MISSING");
        assertThat(rules.cancelObjections(heard(cancel(ID, WINDOW), NOW), FREE)).isEmpty();
        var strange = cancel(ID, WINDOW);
        strange.put("meta", Meta.of("portal", "globex", ID));
        assertThat(rules.cancelObjections(heard(strange, NOW), FREE))
                .extracting(Failure::getCode)
                .containsExactly("ENVIRONMENT_UNKNOWN");
        assertThat(operator(ID).getActor().getId()).isEqualTo("grace");
    }
}
