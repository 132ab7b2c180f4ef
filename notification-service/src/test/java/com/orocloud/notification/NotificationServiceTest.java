package com.orocloud.notification;

import static com.orocloud.events.ContactRole.DOMAIN_OWNER;
import static com.orocloud.events.ContactRole.ENVIRONMENT_OWNER;
import static com.orocloud.events.ContactRole.TECHNICAL_CONTACT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.orocloud.events.NotificationDelivered;
import com.orocloud.events.NotificationDispatched;
import com.orocloud.events.NotificationFailed;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.testkit.RealServers;
import com.orocloud.testkit.Said;
import com.orocloud.testkit.TestServers;
import com.orocloud.testkit.TestTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The whole service on a real broker and database; its first relay is dead, its second is a real SMTP server. */
@RealServers
@ExtendWith(OutputCaptureExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NotificationServiceTest {

    private static final String PORTAL = "portal";
    private static final String PROVISIONING = "provisioning-service";
    private static final String FAILOVER = "failover-service";
    private static final String DR = "dr-service";
    private final Instant later = Instant.now().plus(Duration.ofHours(4)).truncatedTo(ChronoUnit.MILLIS);

    private final TestTopics topics;
    private final TestingService service;

    NotificationServiceTest(TestServers servers, TestTopics topics) {
        this.topics = topics;
        this.service = new TestingService(servers, topics);
    }

    @BeforeAll
    void start() {
        service.start();
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @Test
    void whatCannotBeReadIsADeadLetterOnEveryTopicThatItHears() {
        topics.poison(service.heard());
    }

    @Test
    void aWholeStoryIsToldOnceToEveryoneItConcernsAndNothingSecretGetsOut(CapturedOutput log) {
        var events = new SampleEvents("story-prod");
        String owner = events.address(ENVIRONMENT_OWNER);
        String technician = events.address(TECHNICAL_CONTACT);
        String domainOwner = events.address(DOMAIN_OWNER);
        var request = events.requested(ENVIRONMENT_OWNER, TECHNICAL_CONTACT, DOMAIN_OWNER);

        // what happened comes before who is to be told: nothing is ordered between topics
        topics.say(FAILOVER, events.failedOver());
        topics.say(DR, events.approvalMail(later));
        topics.say(PROVISIONING, events.accepted(request));
        topics.say(PROVISIONING, events.activated());
        topics.say(DR, events.approved());
        topics.say(FAILOVER, events.dnsAction());
        topics.say(DR, events.recovered());
        topics.say(PORTAL, request);

        service.awaitMails("story-prod", 10);
        assertThat(service.subjectsTo(technician))
                .containsExactlyInAnyOrder(
                        "story-prod is in service: addresses to whitelist",
                        "story-prod: the database moved to another zone",
                        "story-prod is down: may we recover it?",
                        "story-prod: the recovery has started",
                        "story-prod is back in service");
        assertThat(service.subjectsTo(owner)).hasSize(4).doesNotContain("story-prod is down: may we recover it?");
        assertThat(service.subjectsTo(domainOwner)).containsExactly("story-prod: please change one DNS record");

        await().untilAsserted(() -> assertThat(delivered("story-prod")).hasSize(10));
        assertThat(topics.said(
                        NotificationDispatched.class,
                        each -> each.getEnvironmentId().equals("story-prod")))
                .hasSizeGreaterThanOrEqualTo(10);
        assertThat(failed("story-prod")).isEmpty();
        nothingSecretIsIn(log.getAll(), events);
        topics.all(said -> !said.topic().startsWith("orocloud.requests.")
                        && !said.topic().contains("approval-mails"))
                .forEach(said -> nothingSecretIsIn(text(said), events));
        assertThat(service.rowsWith("canary-token-story-prod"))
                .as("letters and stories are erased")
                .isZero();
        assertThat(service.rowsWith(technician)).as("contacts alone are kept").isOne();

        service.stop();
        topics.rewind(TestingService.NAME);
        service.start();
        service.awaitCaughtUp();
        service.awaitSettled();
        assertThat(service.mails("story-prod"))
                .as("a replay tells nobody anything")
                .hasSize(10);
        assertThat(delivered("story-prod")).hasSize(10);
    }

    @Test
    void aRejectionGoesToThePeopleOfThatVeryRequest() {
        var events = new SampleEvents("twice-prod");
        var good = events.requested(ENVIRONMENT_OWNER, TECHNICAL_CONTACT);
        var bad = events.requested(DOMAIN_OWNER);
        topics.say(PORTAL, good);
        topics.say(PROVISIONING, events.accepted(good));
        topics.say(PORTAL, bad);
        topics.say(PROVISIONING, events.rejected(bad));
        service.awaitMails("twice-prod", 1);
        assertThat(service.subjectsTo(events.address(DOMAIN_OWNER)))
                .containsExactly("twice-prod: the request cannot be met");
        service.awaitSettled();
        assertThat(service.rowsWith(events.address(DOMAIN_OWNER)))
                .as("who was refused is forgotten")
                .isZero();
        assertThat(service.rowsWith(events.address(ENVIRONMENT_OWNER))).isOne();
    }

    @Test
    void aCrashBetweenForgettingAndNotingTellsNobodyTwice() {
        var events = new SampleEvents("refused-prod");
        var request = events.requested(TECHNICAL_CONTACT);
        topics.say(PORTAL, request);
        service.awaitCaughtUp();
        CrashPoint.arm("notification.announcement.before-told");
        topics.say(PROVISIONING, events.rejected(request));
        await().until(() -> !CrashPoint.isArmed("notification.announcement.before-told"));
        service.stop();
        service.start();
        await().untilAsserted(() -> assertThat(service.mails("refused-prod")).isNotEmpty());
        service.awaitSettled();
        assertThat(service.messageIds("refused-prod")).hasSize(1);
    }

    @Test
    void oneAddressInTwoRolesIsToldOnce() {
        var events = new SampleEvents("both-prod");
        var request = events.requested(ENVIRONMENT_OWNER, ENVIRONMENT_OWNER);
        topics.say(PORTAL, request);
        topics.say(PROVISIONING, events.accepted(request));
        topics.say(PROVISIONING, events.activated());
        service.awaitMails("both-prod", 1);
        service.awaitSettled();
        assertThat(service.mails("both-prod")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "notification.announcement.after-notice",
                "notification.announcement.before-told",
                "notification.notice.before-send",
                "notification.relay.after-taken"
            })
    void aCrashAnywhereEndsInOneMessage(String where) {
        String environment = "crash-" + where.replaceAll("[a-z]+\\.", "");
        var events = new SampleEvents(environment);
        var request = events.requested(TECHNICAL_CONTACT);
        topics.say(PORTAL, request);
        topics.say(PROVISIONING, events.accepted(request));
        service.awaitCaughtUp();
        CrashPoint.arm(where);
        topics.say(DR, events.recovered());
        await().until(() -> !CrashPoint.isArmed(where));
        service.stop();
        service.start();
        await().untilAsserted(() -> assertThat(delivered(environment)).hasSize(1));
        if (where.endsWith("after-taken")) {
            assertThat(service.mails(environment)).as("SMTP cannot take back").hasSize(2);
        }
        assertThat(service.messageIds(environment))
                .as("a second copy is the same message to any mailbox")
                .hasSize(1);
    }

    @Test
    void whoeverMustKnowAndCannotBeReachedIsReportedToOperations() {
        var events = new SampleEvents("typo prod");
        var request = events.requested(DOMAIN_OWNER);
        topics.say(PORTAL, request);
        topics.say(PROVISIONING, events.accepted(request));
        topics.say(FAILOVER, events.dnsAction());
        service.awaitMails("typo prod", 1);
        assertThat(service.subjectsTo(TestingService.OPERATIONS)).contains("typo prod: somebody was not told");
        await().untilAsserted(() -> assertThat(failed("typo prod"))
                .singleElement()
                .satisfies(each -> assertThat(each.getFailure().getCode()).isEqualTo("BAD_ADDRESS")));
    }

    @Test
    void anApprovalThatExpiredIsNotAskedForAndItsLinkIsErased() {
        var events = new SampleEvents("late-prod");
        topics.say(DR, events.approvalMail(Instant.EPOCH));
        service.awaitMails("late-prod", 1);
        assertThat(service.subjectsTo(TestingService.OPERATIONS)).contains("late-prod: somebody was not told");
        assertThat(service.subjectsTo(events.address(TECHNICAL_CONTACT))).isEmpty();
        service.awaitSettled();
        assertThat(service.rowsWith("canary-token-late-prod")).isZero();
    }

    @Test
    void contactsOfAnotherTenantAreNeverTold() {
        var events = new SampleEvents("mine-prod");
        var foreign = events.requested(TECHNICAL_CONTACT);
        foreign = com.orocloud.events.EnvironmentRequested.newBuilder(foreign)
                .setMeta(com.orocloud.testkit.Meta.of(PORTAL, "globex", "mine-prod"))
                .build();
        topics.say(PORTAL, foreign);
        topics.say(PROVISIONING, events.accepted(foreign));
        topics.say(FAILOVER, events.dnsAction());
        service.awaitMails("mine-prod", 1);
        assertThat(service.subjectsTo(TestingService.OPERATIONS)).contains("mine-prod: no contact is known");
        assertThat(service.subjectsTo(events.address(TECHNICAL_CONTACT))).isEmpty();
    }

    @Test
    void workIsToldToItsOwnerAndOnlyAlertsAboutItAreMutedMeanwhile() {
        var events = new SampleEvents("work-prod");
        var work = new SampleMaintenance("work-prod");
        String owner = events.address(ENVIRONMENT_OWNER);
        var request = events.requested(ENVIRONMENT_OWNER, TECHNICAL_CONTACT);
        topics.say(PORTAL, request);
        topics.say(PROVISIONING, events.accepted(request));
        topics.say(PROVISIONING, work.scheduled());
        service.awaitMails("work-prod", 1);
        assertThat(service.subjectsTo(owner)).containsExactly("work-prod: maintenance is planned");
        assertThat(topics.await(
                                NotificationDispatched.class,
                                each -> each.getEnvironmentId().equals("work-prod"))
                        .getMeta()
                        .getCorrelationId())
                .as("by which provisioning-service knows what was told")
                .isEqualTo(work.windowId);

        topics.say(PROVISIONING, work.started(true));
        service.awaitCaughtUp();
        topics.say(FAILOVER, events.failedOver());
        service.awaitCaughtUp();
        service.awaitSettled();
        assertThat(service.mails("work-prod")).as("muted").hasSize(1);

        topics.say(PROVISIONING, work.overran());
        service.awaitCaughtUp();
        topics.say(FAILOVER, events.failedOver());
        service.awaitMails("work-prod", 5);
        assertThat(service.subjectsTo(owner))
                .containsExactlyInAnyOrder(
                        "work-prod: maintenance is planned",
                        "work-prod: maintenance takes longer than planned",
                        "work-prod: the database moved to another zone");
        assertThat(service.subjectsTo(TestingService.OPERATIONS))
                .contains("work-prod: maintenance takes longer than planned");
    }

    @Test
    void theEndIsToldToItsOwnerAndThenNobodyKnowsWhoThatWas() {
        var events = new SampleEvents("over-prod");
        String owner = events.address(ENVIRONMENT_OWNER);
        var request = events.requested(ENVIRONMENT_OWNER, TECHNICAL_CONTACT);
        topics.say(PORTAL, request);
        topics.say(PROVISIONING, events.accepted(request));
        topics.say(PROVISIONING, events.endPending());
        service.awaitMails("over-prod", 1);
        assertThat(service.subjectsTo(TestingService.OPERATIONS))
                .contains("over-prod: somebody wants to end it, and another operator has to agree");
        topics.say(PROVISIONING, events.ends());
        service.awaitMails("over-prod", 3);
        topics.say(PROVISIONING, events.ended());
        service.awaitMails("over-prod", 5);
        assertThat(service.subjectsTo(owner))
                .containsExactlyInAnyOrder("over-prod is being decommissioned", "over-prod is decommissioned");
        service.awaitSettled();
        assertThat(service.rowsWith(owner)).isZero();
    }

    private List<NotificationDelivered> delivered(String environment) {
        return topics.said(
                NotificationDelivered.class, each -> each.getEnvironmentId().equals(environment));
    }

    private List<NotificationFailed> failed(String environment) {
        return topics.said(
                NotificationFailed.class, each -> each.getEnvironmentId().equals(environment));
    }

    private static void nothingSecretIsIn(String text, SampleEvents events) {
        assertThat(text).doesNotContain("canary-token", "Canary ", "canary.", events.link());
    }

    private static String text(Said said) {
        SpecificRecord event = said.event();
        byte[] bytes = said.bytes();
        return said.headers() + " " + event + " "
                + (bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1));
    }
}
