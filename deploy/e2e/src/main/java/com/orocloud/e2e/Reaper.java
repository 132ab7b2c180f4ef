package com.orocloud.e2e;

import com.orocloud.local.LocalSystem;
import com.orocloud.local.Place.Service;
import com.orocloud.local.Progress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Predicate;
import org.apache.avro.generic.GenericRecord;

/** Kills services with SIGKILL in the middle of what they do, once for each moment on its list, and starts them again. */
final class Reaper {

    private final LocalSystem system;
    private final Progress progress;
    private final ConcurrentLinkedDeque<Moment> ahead = new ConcurrentLinkedDeque<>(List.of(
            new Moment("EnvironmentAccepted", Service.PROVISIONING),
            new Moment("BackupStarted", Service.BACKUP),
            new Moment("EnvironmentActivated", Service.NOTIFICATION),
            new Moment("ZoneFailoverStarted", Service.FAILOVER),
            new Moment("NodeFenced", Service.PROVISIONING),
            new Moment("DrCaseOpened", Service.DR),
            new Moment("DrApprovalRequested", Service.NOTIFICATION),
            new Moment("DrApproved", Service.PROVISIONING),
            new Moment("RestoreStarted", Service.BACKUP),
            new Moment("RestoreCompleted", Service.DR),
            new Moment(
                    "DnsUpdated",
                    Service.FAILOVER,
                    fact -> Facts.text(fact, "targetSite").equals("DR"))));
    private final int moments = ahead.size();

    Reaper(LocalSystem system, Progress progress) {
        this.system = system;
        this.progress = progress;
    }

    /** When this is said for the first time, that service dies. */
    private record Moment(String fact, Service victim, Predicate<GenericRecord> fits) {

        Moment(String fact, Service victim) {
            this(fact, victim, any -> true);
        }
    }

    /** Told of every fact as it arrives. */
    void heard(GenericRecord fact) {
        Optional<Moment> now = ahead.stream()
                .filter(moment -> moment.fact().equals(fact.getSchema().getName())
                        && moment.fits().test(fact))
                .findFirst();
        now.filter(ahead::remove).ifPresent(moment -> {
            progress.say("kill -9 " + moment.victim().id());
            system.services().killAndRestart(moment.victim());
        });
    }

    /** The witness: how often it killed, of how often it meant to. */
    String kills() {
        return (moments - ahead.size()) + " of " + moments + " kills";
    }

    boolean isDone() {
        return ahead.isEmpty();
    }
}
