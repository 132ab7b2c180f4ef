package com.orocloud.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.backup.archive.Part;
import com.orocloud.events.Actor;
import com.orocloud.events.ActorKind;
import com.orocloud.events.BackupTrigger;
import com.orocloud.events.Check;
import com.orocloud.events.EnvironmentType;
import com.orocloud.events.EventMeta;
import com.orocloud.events.Failure;
import com.orocloud.events.RestoreCompleted;
import com.orocloud.events.RestoreFailed;
import com.orocloud.events.RestoreProgressed;
import com.orocloud.events.RestoreRejected;
import com.orocloud.events.RestoreRequested;
import com.orocloud.events.RestoreScope;
import com.orocloud.events.RestoreStarted;
import com.orocloud.events.RestoreStep;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.EffectId;
import com.orocloud.testkit.RealServers;
import com.orocloud.testkit.TestTopics;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Restores into a site that visitors use: closed first, saved first, and open again only when the shop works. */
@RealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestoreInPlaceTest {

    private static final int THEN = 60;
    private static final int SINCE = 15;

    private RunningBackup service;

    @BeforeAll
    void start() throws IOException {
        service = new RunningBackup();
    }

    @AfterAll
    void stop() {
        service.close();
    }

    static List<List<String>> pointsOnOneWay() {
        return List.of(
                List.of("after-check", "after-close", "after-wish"),
                List.of("after-fetch", "after-fill", "after-mark", "after-files", "before-switch"),
                List.of("old-closed", "name-taken", "after-switch", "before-record", "after-front", "after-open"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pointsOnOneWay")
    void killedAtEachStepItEndsTheSameAndNoVisitorSeesAHalf(List<String> points, TestTopics topics) throws Exception {
        var story = story();
        var site = site();
        var backup = backedUp(story, site);
        changed(site);

        var id = UUID.randomUUID();
        ask(story.restoreAsked(id, backup).build());
        points.forEach(point -> CrashPoint.arm("backup.restore." + point));
        service.workUntil(() -> {
            if (site.front(null) == 200) {
                assertThat(site.visibleOrders()).isIn((long) THEN, (long) THEN + SINCE);
            }
            return service.restore(id) instanceof Restore.Completed completed ? completed : null;
        });

        assertThat(points).as("still armed").noneMatch(point -> CrashPoint.isArmed("backup.restore." + point));
        assertThat(site.orders()).isEqualTo(THEN);
        assertThat(site.files().get("logo.png")).asString().isEqualTo("a picture");
        assertThat(site.databases()).containsExactly("postgres", "shop");
        assertThat(site.front(null)).isEqualTo(200);
        var completed =
                topics.await(RestoreCompleted.class, e -> e.getRestoreId().equals(id));
        assertThat(completed.getChecks()).allMatch(Check::getPassed);
        assertThat(completed.getChecks()).extracting(Check::getName).contains("front page");
        assertThat(completed.getSiteEpoch()).isEqualTo(1);
        assertThat(topics.said(RestoreCompleted.class, e -> e.getRestoreId().equals(id)))
                .hasSize(1);
        assertThat(topics.said(RestoreStarted.class, e -> e.getRestoreId().equals(id)))
                .singleElement()
                .satisfies(e -> assertThat(e.getEstimateSeconds()).isPositive());
        assertThat(topics.said(RestoreProgressed.class, e -> e.getRestoreId().equals(id)))
                .extracting(RestoreProgressed::getStep)
                .containsExactly(
                        RestoreStep.CHECKING_BACKUP,
                        RestoreStep.SAFETY_BACKUP,
                        RestoreStep.FILLING_DATABASE,
                        RestoreStep.PUTTING_FILES,
                        RestoreStep.SWITCHING,
                        RestoreStep.CHECKING_FRONT);
        assertThat(safety(id)).isInstanceOf(Backup.Replicated.class);
        assertThat(safety(id).run().trigger()).isEqualTo(BackupTrigger.SAFETY);
    }

    @Test
    void aShopThatDoesNotWorkStaysClosedUntilAnotherRestoreEndsIt(TestTopics topics) throws Exception {
        var story = story();
        var site = site();
        var backup = backedUp(story, site);
        changed(site);
        site.breakShop(true);

        var id = UUID.randomUUID();
        ask(story.restoreAsked(id, backup).build());
        service.workUntil(() -> service.restore(id) instanceof Restore.Failed failed ? failed : null);

        var failed = topics.await(RestoreFailed.class, e -> e.getRestoreId().equals(id));
        assertThat(failed.getFailure().getCode()).isEqualTo("FRONT_CHECK_FAILED");
        assertThat(failed.getSiteClosed()).isTrue();
        assertThat(site.front(null)).isEqualTo(503);

        site.breakShop(false);
        var back = UUID.randomUUID();
        ask(story.restoreAsked(back, safety(id).run().backupId())
                .setSafetyBackup(false)
                .build());
        service.workUntil(() -> service.restore(back) instanceof Restore.Completed done ? done : null);
        assertThat(site.orders()).as("what the safety backup held").isEqualTo(THEN + SINCE);
        assertThat(site.front(null)).isEqualTo(200);
    }

    @Test
    void whatIsDamagedIsRefusedBeforeAVisitorNotices(TestTopics topics) throws Exception {
        var story = story();
        var site = site();
        var backup = backedUp(story, site);
        changed(site);
        service.store().damage("europe-west4", backup, Part.DATABASE);

        var id = UUID.randomUUID();
        ask(story.restoreAsked(id, backup).build());
        service.workUntil(() -> {
            assertThat(site.front(null)).isEqualTo(200);
            return service.restore(id) instanceof Restore.Failed failed ? failed : null;
        });

        var failed = topics.await(RestoreFailed.class, e -> e.getRestoreId().equals(id));
        assertThat(failed.getFailure().getCode()).isEqualTo("CHECKSUM");
        assertThat(failed.getFailure().getMessage()).contains("DATABASE");
        assertThat(failed.getSiteClosed()).isFalse();
        assertThat(site.orders()).isEqualTo(THEN + SINCE);
        assertThat(service.context().getBean(Backups.class).find(backup)).isInstanceOf(Backup.Quarantined.class);
    }

    @Test
    void aBackupGoesIntoAnotherEnvironmentOfTheSameProject() throws Exception {
        var production = story();
        var staging = story();
        var site = site();
        var other = TestingSite.fresh(2);
        other.open(3);
        service.protect(production, site, production.accepted(EnvironmentType.PRODUCTION, "shop-project"));
        service.protect(staging, other, staging.accepted(EnvironmentType.STAGING, "shop-project"));
        var backup = service.workUntil(() -> service.newest(production, Backup.Replicated.class))
                .run()
                .backupId();
        service.workUntil(() -> service.newest(staging, Backup.Replicated.class));

        var id = UUID.randomUUID();
        ask(staging.restoreAsked(id, backup)
                .setSourceEnvironmentId(production.environmentId())
                .setScope(RestoreScope.DATABASE)
                .setTypedName(null)
                .build());
        service.workUntil(() -> service.restore(id) instanceof Restore.Completed done ? done : null);

        assertThat(other.orders()).isEqualTo(THEN);
        assertThat(other.files()).as("the files are not part of it").isEmpty();
        assertThat(site.orders()).isEqualTo(THEN);
        assertThat(site.front(null)).isEqualTo(200);
    }

    @Test
    void everyReasonAgainstItIsToldAndNothingIsTouched(TestTopics topics) throws Exception {
        var story = story();
        var site = site();
        var backup = backedUp(story, site);
        var stranger = story();
        service.environment(
                stranger,
                state -> ProtectedEnvironment.on(state, stranger.accepted(EnvironmentType.STAGING, "another-project")));

        assertThat(reasons(
                        topics,
                        story.restoreAsked(UUID.randomUUID(), UUID.randomUUID())
                                .setTypedName("acme")
                                .setScope(RestoreScope.UNKNOWN)
                                .setMeta(by(story, ActorKind.SYSTEM, ""))))
                .containsExactly("NOT_ENTITLED", "UNKNOWN_SCOPE", "NAME_NOT_TYPED", "UNKNOWN_RECOVERY_POINT");
        assertThat(reasons(
                        topics,
                        story.restoreAsked(UUID.randomUUID(), backup)
                                .setMeta(by(story, ActorKind.OPERATOR, "otto"))
                                .setSourceEnvironmentId(stranger.environmentId())))
                .containsExactly("OTHER_PROJECT", "UNKNOWN_RECOVERY_POINT");
        assertThat(reasons(topics, stranger.restoreAsked(UUID.randomUUID(), backup)))
                .containsExactly("NOT_PROVISIONED", "UNKNOWN_RECOVERY_POINT");
        assertThat(reasons(
                        topics,
                        story.restoreAsked(UUID.randomUUID(), backup)
                                .setMeta(EventMeta.newBuilder(by(story, ActorKind.CUSTOMER, "theo"))
                                        .setTenantId("globex")
                                        .build())))
                .containsExactly("OTHER_TENANT");
        service.region(Samples.WEST4, state -> RegionHealth.on(state, story.regionDown(Story.WEST4)));
        assertThat(reasons(topics, story.restoreAsked(UUID.randomUUID(), backup)))
                .containsExactly("REGION_DOWN");
        service.region(Samples.WEST4, state -> RegionHealth.on(state, story.regionRecovered(Story.WEST4)));
        assertThat(site.front(null)).isEqualTo(200);
    }

    private List<String> reasons(TestTopics topics, RestoreRequested.Builder request) throws Exception {
        var asked = request.build();
        ask(asked);
        service.workUntil(
                () -> service.restore(asked.getRestoreId()) instanceof Restore.Rejected rejected ? rejected : null);
        return topics
                .await(RestoreRejected.class, e -> e.getRestoreId().equals(asked.getRestoreId()))
                .getReasons()
                .stream()
                .map(Failure::getCode)
                .toList();
    }

    private static EventMeta by(Story story, ActorKind kind, String id) {
        return story.meta("portal", "acme", new Actor(kind, id));
    }

    /** What was in the site before this restore. */
    private Backup safety(UUID restoreId) {
        var backupId = EffectId.of("backup", restoreId, "safety");
        return Objects.requireNonNull(service.context().getBean(Backups.class).find(backupId));
    }

    private void ask(RestoreRequested request) {
        service.restore(request.getRestoreId(), state -> Restore.on(state, Story.fromPortal(request)));
    }

    private UUID backedUp(Story story, TestingSite site) throws Exception {
        service.protect(story, site);
        return service.workUntil(() -> service.newest(story, Backup.Replicated.class))
                .run()
                .backupId();
    }

    private static TestingSite site() throws Exception {
        var site = TestingSite.fresh(1);
        site.open(THEN);
        site.put("logo.png", "a picture");
        return site;
    }

    private static void changed(TestingSite site) throws Exception {
        site.order(SINCE);
        site.put("logo.png", "a bad picture");
    }

    private Story story() {
        return new Story(
                "acme-" + UUID.randomUUID().toString().substring(0, 8),
                service.clock().instant().truncatedTo(ChronoUnit.MILLIS));
    }
}
