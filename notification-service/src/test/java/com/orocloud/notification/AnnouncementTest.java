package com.orocloud.notification;

import static com.orocloud.events.ContactRole.DOMAIN_OWNER;
import static com.orocloud.events.ContactRole.ENVIRONMENT_OWNER;
import static com.orocloud.events.ContactRole.TECHNICAL_CONTACT;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.BackupFailed;
import com.orocloud.events.BackupTrigger;
import com.orocloud.events.ContactRole;
import com.orocloud.events.DnsUpdateFailed;
import com.orocloud.events.DrActionRejected;
import com.orocloud.events.DrDecisionRejected;
import com.orocloud.events.DrFailed;
import com.orocloud.events.DrStep;
import com.orocloud.events.EnvironmentNamesFailed;
import com.orocloud.events.Failure;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Ignored;
import com.orocloud.notification.Announcement.Heard;
import com.orocloud.notification.Announcement.Told;
import com.orocloud.notification.Contacts.Forgotten;
import com.orocloud.notification.Contacts.Named;
import com.orocloud.notification.Environment.Accepted;
import com.orocloud.testkit.Meta;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnnouncementTest {

    private final SampleEvents events = new SampleEvents("acme-prod");

    @Test
    void anEventIsHeardOnceAndErasedWhenItIsTold() {
        var event = events.approvalMail(Instant.EPOCH);
        var heard = state(Announcement.on(null, event));
        assertThat(heard).isInstanceOfSatisfying(Heard.class, each -> {
            assertThat(each.eventId()).isEqualTo(event.getMeta().getEventId());
            assertThat(each.story()).isInstanceOf(Story.ApprovalRequest.class);
            assertThat(each.requestEventId()).isNull();
        });
        assertThat(Announcement.on(heard, event)).isInstanceOf(Ignored.class);
        var told = state(Announcement.told(heard, 1));
        assertThat(told).isEqualTo(new Told("approval-request", 1));
        assertThat(Announcement.on(told, event)).isInstanceOf(Ignored.class);
        assertThat(Announcement.told(told, 1)).isInstanceOf(Ignored.class);
    }

    @Test
    void aLostNodeWakesNobodyUnlessTooFewAreLeft() {
        assertThat(Announcement.on(null, events.queueLacks(true, "queue-1"))).isInstanceOf(Ignored.class);
        assertThat(story(Announcement.on(null, events.queueLacks(false, "queue-1", "queue-2"))))
                .isInstanceOfSatisfying(
                        Story.ComponentStopped.class,
                        stopped -> assertThat(stopped.lost())
                                .containsExactly(
                                        new Story.Detail("queue-1", "europe-west4-a: does not answer"),
                                        new Story.Detail("queue-2", "europe-west4-a: does not answer")));
    }

    @Test
    void aRejectionIsForThePeopleOfThatRequest() {
        var request = events.requested(TECHNICAL_CONTACT);
        assertThat(state(Announcement.on(null, events.rejected(request))))
                .isInstanceOfSatisfying(
                        Heard.class,
                        each -> assertThat(each.requestEventId())
                                .isEqualTo(request.getMeta().getEventId()));
    }

    @Test
    void whatIsMutedIsKeptAsSuchAndNeverTold() {
        var heard = state(Announcement.on(null, events.failedOver()));
        UUID window = UUID.randomUUID();
        var muted = state(Announcement.muted(heard, window));
        assertThat(muted).isEqualTo(new Announcement.Muted("database-moved", window));
        assertThat(Announcement.told(muted, 1)).isInstanceOf(Ignored.class);
    }

    @Test
    void operationsHearsOfABeginningOnlyIfTheOwnerDoesNotKnow() {
        var work = new SampleMaintenance("acme-prod");
        assertThat(Announcement.on(null, work.started(true))).isInstanceOf(Ignored.class);
        assertThat(Announcement.on(null, work.started(false))).isInstanceOf(Applied.class);
    }

    @Test
    void oneFailedBackupWakesNobodyTwoDo() {
        assertThat(Announcement.on(null, backupFailed(1))).isInstanceOf(Ignored.class);
        assertThat(Announcement.on(null, backupFailed(2))).isInstanceOf(Applied.class);
    }

    @Test
    void namesThatDoNotComeAreToldOnceAndThenDailyNotAtEveryAttempt() {
        assertThat(IntStream.rangeClosed(1, 48)
                        .filter(attempt -> Announcement.on(null, namesFailed(attempt)) instanceof Applied))
                .containsExactly(3, 24, 48);
        assertThat(Announcement.on(null, dnsFailed(null))).isInstanceOf(Ignored.class);
        assertThat(Announcement.on(null, dnsFailed(UUID.randomUUID()))).isInstanceOf(Applied.class);
    }

    @Test
    void aPlannedHandoverIsNotToldLikeALostDatabase() {
        assertThat(story(Announcement.on(null, events.failedOver()))).isInstanceOf(Story.DatabaseMoved.class);
        assertThat(Announcement.on(null, events.failedOver(true))).isInstanceOf(Ignored.class);
        assertThat(story(Announcement.on(null, events.switchedOver()))).isInstanceOf(Story.DatabaseHandedOver.class);
    }

    @Test
    void whoeverBelievesToHaveDecidedIsToldThatTheyHaveNot() {
        var reasons = List.of(new Failure("deciding", "PLAN_CHANGED", "Look again.", false, 1));
        var meta = Meta.of("dr-service", "acme", "acme-prod");
        UUID id = UUID.randomUUID();
        assertThat(story(Announcement.on(null, new DrDecisionRejected(meta, "acme-prod", id, id, reasons))))
                .isEqualTo(new Story.AnswerNotCounted(List.of(new Story.Reason("PLAN_CHANGED", "Look again."))));
        assertThat(story(Announcement.on(null, new DrActionRejected(meta, "acme-prod", id, id, reasons)))
                        .audience())
                .isEqualTo(Story.OPERATIONS);
        assertThat(story(Announcement.on(
                        null, new DrFailed(meta, "acme-prod", id, 2L, DrStep.RESTORE, "does not restore"))))
                .isInstanceOfSatisfying(Story.RecoveryGivenUp.class, told -> {
                    assertThat(told.step()).isEqualTo("restoring the data");
                    assertThat(told.mandatory()).isTrue();
                });
    }

    @Test
    void whoIsMissingIsReplacedByWhoeverStandsNearest() {
        var all = named(ENVIRONMENT_OWNER, TECHNICAL_CONTACT, DOMAIN_OWNER);
        assertThat(roles(all.withAnyOf(Set.of(DOMAIN_OWNER)))).containsExactly(DOMAIN_OWNER);
        assertThat(roles(all.withAnyOf(Story.OWNER_AND_TECHNICIAN)))
                .containsExactly(ENVIRONMENT_OWNER, TECHNICAL_CONTACT);
        var two = named(ENVIRONMENT_OWNER, TECHNICAL_CONTACT);
        assertThat(roles(two.withAnyOf(Set.of(DOMAIN_OWNER)))).containsExactly(TECHNICAL_CONTACT);
        var owner = named(ENVIRONMENT_OWNER);
        assertThat(roles(owner.withAnyOf(Set.of(DOMAIN_OWNER)))).containsExactly(ENVIRONMENT_OWNER);
        assertThat(roles(named(DOMAIN_OWNER).withAnyOf(Story.TECHNICIAN))).containsExactly(DOMAIN_OWNER);
    }

    @Test
    void thePeopleOfARefusedRequestAreForgottenAndARedeliveryDoesNotBringThemBack() {
        var request = events.requested(TECHNICAL_CONTACT);
        var known = state(Contacts.on(null, request));
        var forgotten = state(Contacts.forgotten(known));
        assertThat(forgotten).isEqualTo(new Forgotten("acme-prod"));
        assertThat(Contacts.on(forgotten, request)).isInstanceOf(Ignored.class);
        assertThat(Contacts.forgotten(null)).isInstanceOf(Ignored.class);
    }

    @Test
    void theNewestAcceptedRequestIsInForceHoweverTheyArrive() {
        var request = events.requested(TECHNICAL_CONTACT);
        var older = events.accepted(request);
        var newest = new Accepted(UUID.randomUUID(), older.getMeta().getAggregateVersion() + 1);
        assertThat(Environment.on(newest, older)).isInstanceOf(Ignored.class);
        assertThat(state(Environment.on(new Accepted(UUID.randomUUID(), -1), older)))
                .isEqualTo(new Accepted(request.getMeta().getEventId(), 0));
    }

    private BackupFailed backupFailed(int inARow) {
        return new BackupFailed(
                Meta.of("backup-service", "acme", "acme-prod"),
                "acme-prod",
                UUID.randomUUID(),
                BackupTrigger.SCHEDULED,
                new Failure("dumping", "DISK_FULL", "Make room.", true, 1),
                inARow);
    }

    private EnvironmentNamesFailed namesFailed(int attempt) {
        return new EnvironmentNamesFailed(
                Meta.of("provisioning-service", "acme", "acme-prod"),
                "acme-prod",
                new Failure("giving names", "TAKEN", "Remove the record.", true, attempt),
                Instant.EPOCH);
    }

    private DnsUpdateFailed dnsFailed(@Nullable UUID drCaseId) {
        return new DnsUpdateFailed(
                Meta.of("failover-service", "acme", "acme-prod"),
                "acme-prod",
                1L,
                UUID.randomUUID(),
                new Failure("giving names", "TAKEN", "Remove the record.", true, 1),
                drCaseId);
    }

    private static Story story(Outcome<Announcement> outcome) {
        return ((Heard) state(outcome)).story();
    }

    private Named named(ContactRole... roles) {
        return (Named) state(Contacts.on(null, events.requested(roles)));
    }

    private static List<ContactRole> roles(List<Person> people) {
        return people.stream().map(Person::role).toList();
    }

    private static <S> S state(Outcome<S> outcome) {
        return ((Applied<S>) outcome).state();
    }
}
