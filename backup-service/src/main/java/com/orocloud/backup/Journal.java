package com.orocloud.backup;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;
import static com.orocloud.messaging.Outcome.impossible;

import com.orocloud.messaging.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The write-ahead log that is stored after one backup of a whole cluster. With it, the environment's database can be
 * brought to any second from the backup on, up to {@link #coveredUntil}.
 *
 * <pre>
 *   Following --Succeeded--> Complete
 *       |
 *       +------Lost--------> Broken
 * </pre>
 *
 * <p>It goes on over a fail-over, on the new main's timeline. A log with a hole is worth nothing behind the hole: what broke
 * is never mended, a new backup begins anew.
 */
sealed interface Journal {

    UUID backupId();

    String environmentId();

    Instant from();

    /** The latest instant that can be restored. */
    Instant coveredUntil();

    /** Beginnings of the stretches that are not in the other region yet, oldest first. */
    List<Long> toBeCopied();

    /**
     * More is read every minute.
     *
     * @param timeline of the last byte that is stored
     * @param next first byte that is not stored yet
     */
    record Following(
            UUID backupId,
            String environmentId,
            int timeline,
            long next,
            Instant from,
            Instant coveredUntil,
            List<Long> toBeCopied)
            implements Journal {

        public Following {
            toBeCopied = List.copyOf(toBeCopied);
        }
    }

    /** A newer backup's log goes on; some of this one's may have to be copied still. */
    record Complete(UUID backupId, String environmentId, Instant from, Instant coveredUntil, List<Long> toBeCopied)
            implements Journal {

        public Complete {
            toBeCopied = List.copyOf(toBeCopied);
        }
    }

    /** The main's log could not be followed any more; what is stored of it restores as before. */
    record Broken(
            UUID backupId, String environmentId, Instant from, Instant coveredUntil, List<Long> toBeCopied, String why)
            implements Journal {

        public Broken {
            toBeCopied = List.copyOf(toBeCopied);
        }
    }

    /** A backup of a whole cluster is stored. */
    record Based(Run run, Point.Cluster cluster) {}

    /** A stretch is stored. */
    record Read(long start, long end, int timeline, Instant coveredUntil, boolean toBeCopied) {}

    /** The oldest stretch that was to be copied is in the other region. */
    record Copied(long start) {}

    /** The log of a newer backup covers every instant after this one. */
    record Succeeded() {}

    /** Nobody can go on from where it was left. */
    record Lost(String why) {}

    static Outcome<Journal> on(@Nullable Journal current, Based based) {
        var cluster = based.cluster();
        return switch (current) {
            case null ->
                applied(new Following(
                        based.run().backupId(),
                        based.run().environmentId(),
                        cluster.timeline(),
                        cluster.logFrom(),
                        cluster.consistentFrom(),
                        cluster.consistentFrom(),
                        List.of()));
            case Following _, Complete _, Broken _ -> ignored("has begun");
        };
    }

    static Outcome<Journal> on(@Nullable Journal current, Read read) {
        return switch (current) {
            case null -> impossible("the log of a backup that is not known");
            case Following at when at.next() != read.start() -> ignored("not the stretch that comes next");
            case Following at -> {
                var copies = new ArrayList<>(at.toBeCopied());
                if (read.toBeCopied()) {
                    copies.add(read.start());
                }
                yield applied(new Following(
                        at.backupId(),
                        at.environmentId(),
                        read.timeline(),
                        read.end(),
                        at.from(),
                        read.coveredUntil(),
                        copies));
            }
            case Complete _, Broken _ -> ignored("has ended");
        };
    }

    static Outcome<Journal> on(@Nullable Journal current, Copied copied) {
        return switch (current) {
            case null -> impossible("the log of a backup that is not known");
            case Following at when !at.toBeCopied().contains(copied.start()) -> ignored("is copied");
            case Following at ->
                applied(new Following(
                        at.backupId(),
                        at.environmentId(),
                        at.timeline(),
                        at.next(),
                        at.from(),
                        at.coveredUntil(),
                        without(at.toBeCopied(), copied)));
            case Complete at when !at.toBeCopied().contains(copied.start()) -> ignored("is copied");
            case Complete at ->
                applied(new Complete(
                        at.backupId(),
                        at.environmentId(),
                        at.from(),
                        at.coveredUntil(),
                        without(at.toBeCopied(), copied)));
            case Broken at when !at.toBeCopied().contains(copied.start()) -> ignored("is copied");
            case Broken at ->
                applied(new Broken(
                        at.backupId(),
                        at.environmentId(),
                        at.from(),
                        at.coveredUntil(),
                        without(at.toBeCopied(), copied),
                        at.why()));
        };
    }

    static Outcome<Journal> on(@Nullable Journal current, Succeeded succeeded) {
        return switch (current) {
            case null -> impossible("the log of a backup that is not known");
            case Following at ->
                applied(new Complete(at.backupId(), at.environmentId(), at.from(), at.coveredUntil(), at.toBeCopied()));
            case Complete _, Broken _ -> ignored("has ended");
        };
    }

    static Outcome<Journal> on(@Nullable Journal current, Lost lost) {
        return switch (current) {
            case null -> impossible("the log of a backup that is not known");
            case Following at ->
                applied(new Broken(
                        at.backupId(), at.environmentId(), at.from(), at.coveredUntil(), at.toBeCopied(), lost.why()));
            case Complete _, Broken _ -> ignored("has ended");
        };
    }

    private static List<Long> without(List<Long> stretches, Copied copied) {
        return stretches.stream().filter(start -> start != copied.start()).toList();
    }
}
