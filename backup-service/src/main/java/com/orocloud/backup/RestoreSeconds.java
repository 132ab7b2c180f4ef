package com.orocloud.backup;

import com.orocloud.backup.Restore.Order;
import com.orocloud.backup.Restore.Second;
import com.orocloud.events.Failure;
import com.orocloud.events.RestoreScope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Whether a database can be brought to a second, and from which backup with its log. */
@Component
final class RestoreSeconds {

    /** Stretches of the log that a refusal names. */
    private static final int NAMED_MAX = 3;

    /** To fetch, to open and to replay a minute's log of a shop that is not busy; with room. */
    private static final Duration A_MINUTE_TAKES = Duration.ofMillis(100);

    private final Backups backups;
    private final Journals journals;

    RestoreSeconds(Backups backups, Journals journals) {
        this.backups = backups;
        this.journals = journals;
    }

    /** @return null if there is a reason against it */
    @Nullable
    Backup base(Order order, Second second, List<Failure> reasons) {
        if (order.scope() == RestoreScope.MEDIA) {
            reasons.add(RestoreAdmission.never(
                    order, "NO_DATABASE_IN_SCOPE", "an instant is the database's, and the scope is MEDIA"));
        }
        var files = backups.find(order.backupId());
        var point = files == null ? null : Backup.point(files);
        if (point != null && point.recoveryPointAt().isAfter(second.at())) {
            reasons.add(RestoreAdmission.never(
                    order,
                    "BACKUP_IS_NEWER",
                    "the files of %s are newer than %s: name a backup before it"
                            .formatted(order.backupId(), second.at())));
        }
        var base =
                journals.baseFor(order.source(), second.at()).map(backups::find).orElse(null);
        if (base == null) {
            reasons.add(notCovered(order, second.at()));
        }
        return base;
    }

    /** The files of the cluster are brought to the second twice: before anything is touched, and to be used. */
    static Duration estimate(@Nullable Backup base, @Nullable Second second) {
        return switch (base) {
            case Backup.Verified set -> estimate(set.restoreTook(), set.point(), second);
            case Backup.Replicated set -> estimate(set.restoreTook(), set.point(), second);
            case null -> Duration.ZERO;
            case Backup other -> Duration.ZERO;
        };
    }

    private static Duration estimate(Duration files, Point point, @Nullable Second second) {
        var cluster = point.cluster();
        if (cluster == null || second == null) {
            return Duration.ZERO;
        }
        long minutes = Duration.between(cluster.consistentFrom(), second.at()).toMinutes() + 1;
        return files.plus(A_MINUTE_TAKES.multipliedBy(minutes)).multipliedBy(2);
    }

    private Failure notCovered(Order order, Instant at) {
        var stretches = journals.restorable(order.source());
        if (stretches.isEmpty()) {
            return RestoreAdmission.never(
                    order, "NOT_COVERED", "no log of %s is stored after any proved backup".formatted(order.source()));
        }
        var named = Covered.by(stretches).stream()
                .limit(NAMED_MAX)
                .map(covered -> covered.from() + " to " + covered.until())
                .toList();
        var why = "no stored log covers %s; the newest cover %s".formatted(at, String.join(", ", named));
        return stretches.getFirst() instanceof Journal.Following last && at.isAfter(last.coveredUntil())
                ? RestoreAdmission.later(order, "NOT_COVERED", why)
                : RestoreAdmission.never(order, "NOT_COVERED", why);
    }
}
