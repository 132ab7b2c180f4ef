package com.orocloud.backup;

import com.orocloud.backup.LeasedWork.Lease;
import com.orocloud.backup.Restore.Opened;
import com.orocloud.backup.Restore.Opening;
import com.orocloud.backup.RestoreWay.Closed;
import com.orocloud.backup.RestoreWay.NotYet;
import com.orocloud.backup.RestoreWay.Open;
import com.orocloud.events.RestoreStep;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Lets visitors into a restored site as soon as its front page answers, and never when it does not. */
@Component
final class OpeningSweep implements Sweep {

    /** Within which the front page must answer, as Oro's own restore asks. */
    static final Duration FRONT_WITHIN = Duration.ofMinutes(3);

    private static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(1);

    private final Restores restores;
    private final RestoreWays ways;
    private final RestoreEnds ends;
    private final SiteRestore site;
    private final Workshop workshop;
    private final LeasedWork work;

    OpeningSweep(Restores restores, RestoreWays ways, RestoreEnds ends, SiteRestore site, Workshop workshop) {
        this.restores = restores;
        this.ways = ways;
        this.ends = ends;
        this.site = site;
        this.workshop = workshop;
        this.work = workshop.leases(name());
    }

    @Override
    public String name() {
        return "opening";
    }

    @Override
    public void run() throws InterruptedException {
        work.each(restores.table(), Opening.class, this::open);
    }

    private Instant open(Stored<Restore> stored, Lease lease) throws InterruptedException {
        switch (ways.find(stored.state().order())) {
            case Closed(var code, var why) -> ends.refuse(stored, code, why, true);
            case NotYet(var why) -> waitFor(stored, why);
            case Open way -> open(stored, way);
        }
        return workshop.in(LOOK_AGAIN_AFTER);
    }

    private void open(Stored<Restore> stored, Open way) throws InterruptedException {
        restores.reached(stored, RestoreStep.CHECKING_FRONT, workshop.now());
        try {
            var front = site.front(way.to());
            if (!front.passed()) {
                waitFor(stored, "the front page: " + front.detail());
                return;
            }
            CrashPoint.hit("backup.restore.after-front");
            site.open(way.to());
            CrashPoint.hit("backup.restore.after-open");
            var opened = new Opened(front, workshop.now());
            restores.change(stored, current -> Restore.on(current, opened));
        } catch (IOException | SQLException e) {
            waitFor(stored, String.valueOf(e.getMessage()));
        }
    }

    private void waitFor(Stored<Restore> stored, String why) {
        if (ends.isOlderThan(stored, FRONT_WITHIN)) {
            ends.refuse(stored, "FRONT_CHECK_FAILED", why, true);
        }
    }
}
