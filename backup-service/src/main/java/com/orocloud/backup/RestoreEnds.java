package com.orocloud.backup;

import com.orocloud.backup.Backup.Disproven;
import com.orocloud.backup.Restore.Order;
import com.orocloud.backup.Restore.Refused;
import com.orocloud.backup.archive.Refusal;
import com.orocloud.backup.archive.Refusal.Reason;
import com.orocloud.messaging.Stored;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** How restores end that do not succeed. */
@Component
final class RestoreEnds {

    private static final Logger log = LoggerFactory.getLogger(RestoreEnds.class);

    private final Restores restores;
    private final Backups backups;
    private final Workshop workshop;

    RestoreEnds(Restores restores, Backups backups, Workshop workshop) {
        this.restores = restores;
        this.backups = backups;
        this.workshop = workshop;
    }

    /** What may pass is tried again, for as long as the settings say. @return true if that time is over */
    boolean isOverdue(Stored<Restore> stored, Exception trouble) {
        log.warn("restore {}; trying again", stored.id(), trouble);
        return isOlderThan(stored, workshop.settings().giveUpRestoreAfter());
    }

    boolean isOlderThan(Stored<Restore> stored, Duration age) {
        return stored.changedAt().plus(age).isBefore(workshop.now());
    }

    /** @param siteClosed true if its visitors see the maintenance page from now on */
    void refuse(Stored<Restore> stored, String code, String why, boolean siteClosed) {
        log.error("restore {} is refused, {}: {}", stored.id(), code, why);
        var step = "restoring " + stored.state().order().environmentId();
        var refused = new Refused(step, code, why, siteClosed, workshop.now());
        restores.change(stored, current -> Restore.on(current, refused));
    }

    /**
     * What was refused must not be chosen again; unless it is our key that is wrong, and not the backup. A backup whose
     * log is refused is sound itself.
     */
    void quarantine(Order order, Refusal refusal) {
        log.error("restore {} refused what is stored", order.restoreId(), refusal);
        var second = order.second();
        var refused = switch (refusal.part()) {
            case LOG -> null;
            case CLUSTER -> second == null ? null : second.base();
            case DATABASE, MEDIA, MANIFEST -> order.backupId();
        };
        if (refused != null && refusal.reason() != Reason.WRONG_KEY && refusal.reason() != Reason.NOT_REACHED) {
            var disproven = new Disproven(
                    refusal.reason().name(), String.valueOf(refusal.getMessage()), List.of(), workshop.now());
            backups.stored(refused)
                    .ifPresent(backup -> backups.change(backup, current -> Backup.on(current, disproven)));
        }
    }
}
