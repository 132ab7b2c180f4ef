package com.orocloud.backup;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;
import static com.orocloud.messaging.Outcome.impossible;

import com.orocloud.events.BackupCompleted;
import com.orocloud.events.BackupFailed;
import com.orocloud.events.BackupReplicated;
import com.orocloud.events.BackupRequested;
import com.orocloud.events.BackupStarted;
import com.orocloud.events.BackupTrigger;
import com.orocloud.events.BackupVerificationFailed;
import com.orocloud.events.BackupVerified;
import com.orocloud.events.Failure;
import com.orocloud.events.VerificationLevel;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One backup, from the intention to a proved copy in another region.
 *
 * <pre>
 *   Running --Taken--> Completed --Proven--> Verified --CopiedOut--> Replicated
 *      |                   |                    |                        |
 *      | GaveUp            +--------------------+------- Disproven ------+--> Quarantined
 *      v                   |                    |                        |        |
 *   Failed                 +--------------------+------- Condemned ------+--------+
 *      |                                                                 v
 *      +--Purged--> Removed                                          Expiring --Deleted--> Expired
 *
 *   (forgotten) --Recovered--> Completed
 * </pre>
 *
 * <p>{@link Hold} keeps one from being condemned, {@link Expiry} ends it.
 *
 * <p>Stored is not proved: only a real restore makes a backup Verified. A failed run is never repaired and a quarantined
 * backup never rehabilitated, because nobody could say afterwards what is in it.
 */
sealed interface Backup {

    Run run();

    /** The work is going on, or is taken up again. */
    record Running(Run run) implements Backup {}

    /** A complete set is stored; not yet proven. */
    record Completed(
            Run run, Point point, Instant at, @Nullable Hold hold) implements Backup {

        Completed(Run run, Point point, Instant at) {
            this(run, point, at, null);
        }
    }

    /** It was restored and agreed with its manifest; there is no copy outside the region. */
    record Verified(
            Run run,
            Point point,
            Instant at,
            Duration restoreTook,
            @Nullable Hold hold) implements Backup {

        Verified(Run run, Point point, Instant at, Duration restoreTook) {
            this(run, point, at, restoreTook, null);
        }
    }

    /** Proved, and a checked copy is in another region. */
    record Replicated(
            Run run,
            Point point,
            Instant at,
            Duration restoreTook,
            Region copy,
            @Nullable Hold hold) implements Backup {

        Replicated(Run run, Point point, Instant at, Duration restoreTook, Region copy) {
            this(run, point, at, restoreTook, copy, null);
        }
    }

    /** It does not restore. */
    record Quarantined(
            Run run,
            Point point,
            Instant at,
            String why,
            @Nullable Hold hold) implements Backup {

        Quarantined(Run run, Point point, Instant at, String why) {
            this(run, point, at, why, null);
        }
    }

    /** Nothing keeps it any more: it cannot be chosen, and its copies are being deleted. */
    record Expiring(Run run, Point point, String policy, String rule, Instant since) implements Backup {}

    /** All copies are deleted; the entry stays, for those who ask later. */
    record Expired(Run run, Instant recoveryPointAt, String rule, Instant at) implements Backup {}

    /** There is no set; parts of one may still be stored, and are removed as soon as the store answers. */
    record Failed(Run run, Instant at, String why) implements Backup {}

    /** Nothing of the failed run is stored any more. */
    record Removed(Run run, Instant at, String why) implements Backup {}

    /** What it holds; null if it holds nothing. */
    static @Nullable Point point(Backup backup) {
        return switch (backup) {
            case Running _, Failed _, Removed _, Expired _ -> null;
            case Completed set -> set.point();
            case Verified set -> set.point();
            case Replicated set -> set.point();
            case Quarantined set -> set.point();
            case Expiring set -> set.point();
        };
    }

    /** The schedule opened a run. */
    record Opened(Run run) {}

    /** The run ends without a set. */
    record GaveUp(String step, String code, String why, int consecutiveFailures, Instant at) {}

    /** The store was emptied of it. */
    record Purged() {}

    /** Everything of the set is stored, the manifest last. */
    record Taken(Point point, Instant at) {}

    /** Its manifest was found in a bucket, and the catalogue has forgotten it. */
    record Recovered(Run run, Point point, Instant at) {}

    /** What a restore test ended with. */
    sealed interface Verdict {}

    record Proven(List<Finding> findings, String engine, Duration took, Instant at) implements Verdict {}

    record Disproven(String code, String why, List<Finding> findings, Instant at) implements Verdict {}

    /** The copy was read back and agrees, and its key opens there. */
    record CopiedOut(Region to, String manifestUri, Instant at) {}

    static Outcome<Backup> on(@Nullable Backup current, Opened event) {
        var run = event.run();
        return switch (current) {
            case null ->
                applied(
                        new Running(run),
                        new BackupStarted(
                                Events.unstamped(), run.environmentId(), run.backupId(), run.trigger(), run.slot()));
            case Running _, Completed _, Verified _, Replicated _, Quarantined _ -> ignored("already begun");
            case Expiring _, Expired _, Failed _, Removed _ -> ignored("already ended");
        };
    }

    static Outcome<Backup> on(@Nullable Backup current, GaveUp event) {
        return switch (current) {
            case null -> impossible("gave up a run that was never opened");
            case Running(var run) ->
                applied(
                        new Failed(run, event.at(), event.why()),
                        new BackupFailed(
                                Events.unstamped(),
                                run.environmentId(),
                                run.backupId(),
                                run.trigger(),
                                new Failure(event.step(), event.code(), event.why(), true, 1),
                                event.consecutiveFailures()));
            case Completed _, Verified _, Replicated _, Quarantined _, Expiring _, Expired _ ->
                ignored("a complete set was stored");
            case Failed _, Removed _ -> ignored("already given up");
        };
    }

    static Outcome<Backup> on(@Nullable Backup current, Purged event) {
        return switch (current) {
            case null -> impossible("purged a backup that was never opened");
            case Failed(var run, var at, var why) -> applied(new Removed(run, at, why));
            case Removed _ -> ignored("already removed");
            case Running _ -> impossible("purged a run that is going on");
            case Completed _, Verified _, Replicated _, Quarantined _, Expiring _, Expired _ ->
                impossible("purged a complete set");
        };
    }

    static Outcome<Backup> on(@Nullable Backup current, Taken event) {
        return switch (current) {
            case null -> impossible("a set without a run");
            case Running(var run) ->
                applied(new Completed(run, event.point(), event.at()), completed(run, event.point(), event.at()));
            case Completed _, Verified _, Replicated _, Quarantined _, Expiring _, Expired _ ->
                ignored("already completed");
            case Failed _, Removed _ -> ignored("given up before; what it stored is removed");
        };
    }

    static Outcome<Backup> on(@Nullable Backup current, Recovered event) {
        var run = event.run();
        return switch (current) {
            case null ->
                applied(new Completed(run, event.point(), event.at()), completed(run, event.point(), event.at()));
            case Running _ -> ignored("its run records it");
            case Completed _, Verified _, Replicated _, Quarantined _ -> ignored("in the catalogue");
            case Expiring _, Expired _, Failed _, Removed _ -> ignored("already ended");
        };
    }

    static Outcome<Backup> on(@Nullable Backup current, Verdict event) {
        return switch (event) {
            case Proven proven -> on(current, proven);
            case Disproven disproven -> on(current, disproven);
        };
    }

    static Outcome<Backup> on(@Nullable Backup current, Proven event) {
        return switch (current) {
            case null -> impossible("proved a backup that was never taken");
            case Running _ -> impossible("nothing to verify yet");
            case Failed _, Removed _ -> impossible("proved a backup that failed");
            case Completed set ->
                applied(
                        new Verified(set.run(), set.point(), event.at(), event.took(), set.hold()),
                        verified(set.run(), event));
            case Verified _, Replicated _ -> ignored("already verified");
            case Quarantined _ -> ignored("a quarantined backup is never rehabilitated");
            case Expiring _, Expired _ -> ignored("expired meanwhile");
        };
    }

    static Outcome<Backup> on(@Nullable Backup current, Disproven event) {
        return switch (current) {
            case null -> impossible("disproved a backup that was never taken");
            case Running _ -> impossible("nothing to verify yet");
            case Failed _, Removed _ -> impossible("disproved a backup that failed");
            case Completed set -> quarantined(set.run(), set.point(), set.hold(), event);
            case Verified set -> quarantined(set.run(), set.point(), set.hold(), event);
            case Replicated set -> quarantined(set.run(), set.point(), set.hold(), event);
            case Quarantined _ -> ignored("already quarantined");
            case Expiring _, Expired _ -> ignored("expired meanwhile");
        };
    }

    static Outcome<Backup> on(@Nullable Backup current, CopiedOut event) {
        return switch (current) {
            case null -> impossible("copied a backup that was never taken");
            case Running _ -> impossible("copied a backup that is not complete");
            case Failed _, Removed _ -> impossible("copied a backup that failed");
            case Completed _ -> impossible("copied a backup that is not proved");
            case Verified(var run, var point, var at, var took, var hold) ->
                applied(new Replicated(run, point, at, took, event.to(), hold), replicated(run, point, event));
            case Replicated _ -> ignored("already copied");
            case Quarantined _ -> ignored("quarantined while it was copied");
            case Expiring _, Expired _ -> ignored("expired while it was copied");
        };
    }

    /** The answer to somebody who asks for more backups than can be waited for. */
    static BackupFailed notTaken(BackupRequested request) {
        return new BackupFailed(
                Events.unstamped(),
                request.getEnvironmentId(),
                request.getBackupId(),
                BackupTrigger.MANUAL,
                new Failure(
                        "queueing the backup",
                        "TOO_MANY_REQUESTS",
                        "%d backups are waiting already; ask again when they are done".formatted(Schedule.WISHES_MAX),
                        true,
                        1),
                0);
    }

    private static BackupCompleted completed(Run run, Point point, Instant at) {
        return BackupCompleted.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(run.environmentId())
                .setSiteEpoch(run.siteEpoch())
                .setBackupId(run.backupId())
                .setTrigger(run.trigger())
                .setStartedAt(run.openedAt())
                .setRecoveryPointAt(point.recoveryPointAt())
                .setMediaCapturedAt(point.mediaCapturedAt())
                .setCompletedAt(at)
                .setObjects(point.records())
                .setCommitHash(run.commitHash())
                .setKeyId(point.keyId())
                .setManifestUri(point.manifestUri())
                .setManifestSha256(point.manifestSha256())
                .setStoredIn(run.storeIn().reference())
                .setLabel(run.label())
                .build();
    }

    private static BackupVerified verified(Run run, Proven event) {
        return new BackupVerified(
                Events.unstamped(),
                run.environmentId(),
                run.backupId(),
                VerificationLevel.RESTORE_TEST,
                event.findings().stream().map(Finding::record).toList(),
                event.engine(),
                event.took().toMillis());
    }

    private static Outcome<Backup> quarantined(Run run, Point point, @Nullable Hold hold, Disproven event) {
        return applied(
                new Quarantined(run, point, event.at(), event.why(), hold),
                new BackupVerificationFailed(
                        Events.unstamped(),
                        run.environmentId(),
                        run.backupId(),
                        new Failure("restoring the backup for a test", event.code(), event.why(), false, 1),
                        event.findings().stream().map(Finding::record).toList()));
    }

    private static BackupReplicated replicated(Run run, Point point, CopiedOut event) {
        return new BackupReplicated(
                Events.unstamped(),
                run.environmentId(),
                run.backupId(),
                point.recoveryPointAt(),
                event.to().reference(),
                event.manifestUri(),
                point.manifestSha256(),
                point.bytes(),
                true);
    }
}
