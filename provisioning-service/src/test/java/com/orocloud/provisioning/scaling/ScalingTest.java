package com.orocloud.provisioning.scaling;

import static com.orocloud.provisioning.scaling.TestingScaling.ID;
import static com.orocloud.provisioning.scaling.TestingScaling.SIZE;
import static com.orocloud.provisioning.scaling.TestingScaling.WISH;
import static com.orocloud.provisioning.scaling.TestingScaling.requested;
import static com.orocloud.provisioning.scaling.TestingScaling.said;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.ActorKind;
import com.orocloud.events.EnvironmentProfile;
import com.orocloud.events.EnvironmentScaleRejected;
import com.orocloud.events.EnvironmentScaleRequested;
import com.orocloud.events.EnvironmentStatus;
import com.orocloud.events.EnvironmentType;
import com.orocloud.events.Failure;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.provisioning.calendar.RecurringWindow;
import com.orocloud.provisioning.environment.HostedEnvironment;
import com.orocloud.provisioning.scaling.Scaling.Settled;
import com.orocloud.provisioning.scaling.Scaling.Underway;
import com.orocloud.provisioning.scaling.Scaling.Wish;
import com.orocloud.provisioning.scaling.ScalingRules.Circumstances;
import com.orocloud.provisioning.site.Size;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScalingTest {

    private static final Circumstances CALM = new Circumstances(false, false);
    private static final long VERSION = 7;

    private final ScalingRules rules = new ScalingRules(source -> Set.of("acme"));

    @Test
    void whatIsNotNamedStaysAsItIs() {
        var request = requested(ID, WISH.requestId()).setWebNodes(4).build();
        assertThat(codes(request, environment(EnvironmentProfile.MINIMAL), CALM))
                .isEmpty();
        assertThat(state(Scaling.on(null, request, SIZE, List.of()))).isEqualTo(new Underway(WISH));
    }

    @Test
    void oneSizeAtATimeAndNoRequestTwice() {
        var request = requested(ID, WISH.requestId()).setWebNodes(5).build();
        assertThat(rejected(Scaling.on(new Underway(WISH), request, SIZE, List.of())))
                .containsExactly("ALREADY_SCALING");
        assertThat(rejected(Scaling.on(new Settled(WISH, "SCALED"), request, SIZE, List.of())))
                .containsExactly("REQUEST_ID_USED");
    }

    @Test
    void aRefusedRequestLeavesWhatWasThere() {
        var request = requested(ID, new UUID(12, 9)).setWebNodes(5).build();
        var before = new Settled(WISH, "SCALED");
        assertThat(state(Scaling.on(before, request, SIZE, ScalingRules.usedBefore())))
                .isEqualTo(before);
    }

    @Test
    void everyReasonAgainstASizeIsToldAtOnce() {
        var request = requested(ID, new UUID(12, 2))
                .setWebNodes(1)
                .setConsumerNodes(3)
                .setEnvironmentVersion(VERSION - 1)
                .setReason(" ")
                .build();
        assertThat(codes(request, environment(EnvironmentProfile.MINIMAL), new Circumstances(true, true)))
                .containsExactly(
                        "REASON_MISSING",
                        "DR_CASE_OPEN",
                        "MAINTENANCE_GOES_ON",
                        "STALE",
                        "WEB_NODES_OUT_OF_RANGE",
                        "NO_CONSUMERS");
    }

    @Test
    void theFloorsAndTheCeilingsAreKept() {
        var full = environment(EnvironmentProfile.FULL);
        assertThat(codes(requested(ID, new UUID(12, 2)).setWebNodes(17).build(), full, CALM))
                .containsExactly("WEB_NODES_OUT_OF_RANGE");
        assertThat(codes(requested(ID, new UUID(12, 2)).setConsumerNodes(1).build(), full, CALM))
                .containsExactly("CONSUMER_NODES_OUT_OF_RANGE");
        assertThat(codes(
                        requested(ID, new UUID(12, 2))
                                .setWebNodes(16)
                                .setConsumerNodes(16)
                                .build(),
                        full,
                        CALM))
                .isEmpty();
        assertThat(codes(requested(ID, new UUID(12, 2)).setWebNodes(2).build(), full, CALM))
                .containsExactly("SIZE_UNCHANGED");
        assertThat(codes(requested(ID, new UUID(12, 2)).build(), full, CALM)).containsExactly("NOTHING_ASKED");
    }

    @Test
    void aVersionThatIsTheNewestIsNoReason() {
        var request = requested(ID, new UUID(12, 2))
                .setWebNodes(3)
                .setEnvironmentVersion(VERSION)
                .build();
        assertThat(codes(request, environment(EnvironmentProfile.MINIMAL), CALM))
                .isEmpty();
    }

    @Test
    void anotherCustomersEnvironmentIsUnknownAndOnlyAnOperatorMayAsk() {
        var request = requested(ID, new UUID(12, 2))
                .setWebNodes(3)
                .setMeta(said(ID, "globex", ActorKind.SYSTEM, ""))
                .build();
        assertThat(codes(request, environment(EnvironmentProfile.MINIMAL), CALM))
                .containsExactly("TENANT_NOT_REGISTERED", "OPERATOR_MISSING", "ENVIRONMENT_UNKNOWN");
    }

    @ParameterizedTest
    @EnumSource(
            value = EnvironmentStatus.class,
            names = {"ACTIVE", "ACTIVE_ON_DR"},
            mode = EnumSource.Mode.EXCLUDE)
    void onlyWhatIsInServiceGetsAnotherSize(EnvironmentStatus status) {
        var request = requested(ID, new UUID(12, 2)).setWebNodes(3).build();
        assertThat(codes(request, environment(status, EnvironmentProfile.MINIMAL), CALM))
                .containsExactly("NOT_NOW");
    }

    private List<String> codes(
            EnvironmentScaleRequested request, HostedEnvironment environment, Circumstances circumstances) {
        return rules.objections(request, "portal", environment, circumstances).stream()
                .map(Failure::getCode)
                .toList();
    }

    private static HostedEnvironment environment(EnvironmentProfile profile) {
        return environment(EnvironmentStatus.ACTIVE, profile);
    }

    private static HostedEnvironment environment(EnvironmentStatus status, EnvironmentProfile profile) {
        return new HostedEnvironment(
                ID,
                "acme",
                EnvironmentType.PRODUCTION,
                status,
                new RecurringWindow(RecurringWindow.SUNDAYS_AT_TWO, 120, "UTC"),
                profile,
                new Size(2, Size.firstConsumers(profile)),
                1,
                VERSION);
    }

    private static Scaling state(Outcome<Scaling> outcome) {
        assertThat(outcome).isInstanceOf(Applied.class);
        return ((Applied<Scaling>) outcome).state();
    }

    private static List<String> rejected(Outcome<Scaling> outcome) {
        assertThat(outcome).isInstanceOf(Applied.class);
        return ((Applied<Scaling>) outcome)
                .emitted().stream()
                        .map(EnvironmentScaleRejected.class::cast)
                        .flatMap(each -> each.getReasons().stream())
                        .map(Failure::getCode)
                        .toList();
    }

    @Test
    void aWishThatWasRefusedIsRememberedAsOne() {
        var request = requested(ID, WISH.requestId()).setWebNodes(4).build();
        assertThat(state(Scaling.on(null, request, SIZE, ScalingRules.underway())))
                .isEqualTo(new Settled(new Wish(WISH.requestId(), SIZE, new Size(4, 0)), "REJECTED"));
    }
}
