package com.orocloud.dr;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.ApprovalMailRequested;
import com.orocloud.events.DrApproved;
import com.orocloud.events.DrCaseOpened;
import com.orocloud.events.DrInfrastructureRequested;
import com.orocloud.events.DrRecovered;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.testkit.RealServers;
import com.orocloud.testkit.TestTopics;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The service dies at each of its own steps, on a real database and broker, and the recovery ends once. */
@RealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CrashTest {

    private static final List<String> POINTS = List.of(
            "dr.case.before-open",
            "dr.case.open.before-commit",
            "dr.case.before-evaluate",
            "dr.case.ask.before-commit",
            "dr.case.after-evaluate",
            "dr.approval.before-commit",
            "dr.approval.after-commit",
            "dr.step.before-begin",
            "dr.step.begin.before-commit",
            "dr.step.after-begin",
            "dr.verify.after-checks",
            "dr.confirm.after-checks",
            "dr.checks.before-commit");

    private final AtomicInteger number = new AtomicInteger();
    private TestTopics topics;
    private RunningDr dr;

    @BeforeAll
    void start(TestTopics topics) throws Exception {
        CrashPoint.forget();
        this.topics = topics;
        dr = RunningDr.start(topics);
    }

    @AfterAll
    void stop() {
        dr.close();
    }

    /** A thread of the service that dies is what is wanted here. */
    private static ConditionFactory patiently() {
        return Awaitility.await().dontCatchUncaughtExceptions().atMost(Duration.ofMinutes(3));
    }

    static List<String> points() {
        return POINTS;
    }

    @Order(1)
    @ParameterizedTest(name = "{0}")
    @MethodSource("points")
    void aRecoveryThatDiesHereIsResumedAndEndsOnce(String point) {
        var story = dr.serving("crash-" + number.incrementAndGet() + "-"
                + UUID.randomUUID().toString().substring(0, 6));
        CrashPoint.arm(point);
        dr.lose(story, Duration.ofHours(4));
        var neighbours = new Neighbours(topics, dr, story);
        patiently().until(() -> neighbours.answer() || !CrashPoint.isArmed(point));
        assertThat(CrashPoint.isArmed(point)).as("it died").isFalse();

        dr.restart();
        patiently().until(neighbours::answer);

        var environmentId = story.environmentId;
        assertThat(topics.said(DrCaseOpened.class, e -> e.getEnvironmentId().equals(environmentId)))
                .hasSize(1);
        assertThat(topics.said(
                        ApprovalMailRequested.class, e -> e.getEnvironmentId().equals(environmentId)))
                .hasSize(1);
        assertThat(topics.said(DrApproved.class, e -> e.getEnvironmentId().equals(environmentId)))
                .hasSize(1);
        assertThat(topics.said(
                        DrInfrastructureRequested.class,
                        e -> e.getEnvironmentId().equals(environmentId)))
                .hasSize(1);
        assertThat(topics.said(DrRecovered.class, e -> e.getEnvironmentId().equals(environmentId)))
                .hasSize(1);
    }

    /** After the recoveries above, which between them pass everything. */
    @Order(2)
    @Test
    void everyCrashPointOfThisServiceIsTried() {
        assertThat(CrashPoint.seen().stream().filter(point -> point.startsWith("dr.")))
                .containsExactlyInAnyOrderElementsOf(POINTS);
    }
}
