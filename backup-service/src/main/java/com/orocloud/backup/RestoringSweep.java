package com.orocloud.backup;

import com.orocloud.backup.LeasedWork.Lease;
import com.orocloud.backup.Restore.Admitted;
import com.orocloud.backup.Restore.Finished;
import com.orocloud.backup.Restore.NotAdmitted;
import com.orocloud.backup.Restore.Running;
import com.orocloud.backup.Restore.Validating;
import com.orocloud.backup.RestoreWay.Closed;
import com.orocloud.backup.RestoreWay.NotYet;
import com.orocloud.backup.RestoreWay.Open;
import com.orocloud.backup.archive.Refusal;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Admits the restores that were asked for, and carries them out. */
@Component
final class RestoringSweep implements Sweep {

    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(3);
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(500);

    /** How long a recovery's restore waits for the site and the backup that it needs. */
    private static final Duration WAIT_MAX = Duration.ofMinutes(10);

    private final Restores restores;
    private final RestoreAdmission admission;
    private final RestoreWays ways;
    private final RestoreEnds ends;
    private final SiteRestore site;
    private final Workshop workshop;
    private final LeasedWork work;

    RestoringSweep(
            Restores restores, RestoreAdmission admission, RestoreWays ways, RestoreEnds ends, SiteRestore site) {
        this.restores = restores;
        this.admission = admission;
        this.ways = ways;
        this.ends = ends;
        this.site = site;
        this.workshop = site.workshop();
        this.work = workshop.leases(name());
    }

    @Override
    public String name() {
        return "restoring";
    }

    @Override
    public void run() throws InterruptedException {
        work.each(restores.table(), Validating.class, this::admit);
        work.each(restores.table(), Running.class, this::restore);
    }

    private Instant admit(Stored<Restore> stored, Lease lease) {
        var order = stored.state().order();
        var asked = order.asked();
        if (asked == null) {
            admitIntoEmptySite(stored);
            return workshop.in(LOOK_AGAIN_AFTER);
        }
        switch (admission.consider(order, asked)) {
            case RestoreAdmission.Yes(var placed, var estimate) -> {
                var admitted = new Admitted(placed, estimate, workshop.now());
                restores.change(stored, current -> Restore.on(current, admitted));
            }
            case RestoreAdmission.No(var reasons) -> {
                var not = new NotAdmitted(reasons, workshop.now());
                restores.change(stored, current -> Restore.on(current, not));
            }
        }
        return workshop.in(LOOK_AGAIN_AFTER);
    }

    private void admitIntoEmptySite(Stored<Restore> stored) {
        var order = stored.state().order();
        switch (ways.find(order)) {
            case Closed(var code, var why) -> ends.refuse(stored, code, why, false);
            case NotYet(var why) -> waitFor(stored, why);
            case Open _ when restores.isBusy(order) -> waitFor(stored, "another restore works on the environment");
            case Open open -> {
                var admitted = new Admitted(order, open.estimate(), workshop.now());
                restores.change(stored, current -> Restore.on(current, admitted));
            }
        }
    }

    private void waitFor(Stored<Restore> stored, String why) {
        if (ends.isOlderThan(stored, WAIT_MAX)) {
            ends.refuse(stored, "NOT_READY", why, false);
        }
    }

    private Instant restore(Stored<Restore> stored, Lease lease) throws InterruptedException {
        switch (ways.find(stored.state().order())) {
            case Closed(var code, var why) -> refuse(stored, code, why);
            case NotYet(var why) -> troubled(stored, new IOException(why));
            case Open open -> restore(stored, open, lease);
        }
        return workshop.in(TRY_AGAIN_AFTER);
    }

    private void restore(Stored<Restore> stored, Open way, Lease lease) throws InterruptedException {
        var began = workshop.now();
        try {
            var findings = site.restore(stored, way, () -> hold(stored, lease));
            CrashPoint.hit("backup.restore.before-record");
            var finished = new Finished(reached(stored.state().order(), way), findings, workshop.now());
            restores.change(stored, current -> Restore.on(current, finished));
            workshop.took("restoring", began);
        } catch (Refusal e) {
            ends.quarantine(stored.state().order(), e);
            refuse(stored, e.reason().name(), String.valueOf(e.getMessage()));
        } catch (IOException | SQLException e) {
            troubled(stored, e);
        }
    }

    private static Instant reached(Restore.Order order, Open way) {
        var second = order.second();
        return second == null ? way.point().recoveryPointAt() : second.at();
    }

    /** A recovery that was approved meanwhile voids the site, which must not be changed any more then. */
    private void hold(Stored<Restore> stored, Lease lease) throws IOException {
        lease.hold();
        if (ways.find(stored.state().order()) instanceof Closed(var code, var why)) {
            throw new IOException(code + ": " + why);
        }
    }

    private void troubled(Stored<Restore> stored, Exception trouble) {
        if (ends.isOverdue(stored, trouble)) {
            refuse(stored, "UNREACHABLE", String.valueOf(trouble.getMessage()));
        }
    }

    /** Something may have been changed: visitors of a site in service stay outside. */
    private void refuse(Stored<Restore> stored, String code, String why) {
        ends.refuse(stored, code, why, stored.state().order().intoServedSite());
    }
}
