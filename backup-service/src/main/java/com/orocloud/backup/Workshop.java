package com.orocloud.backup;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** What every piece of work of this process shares: its clock, its directory, its name on leases, its stopwatch. */
@Component
final class Workshop {

    private final Clock clock;
    private final BackupSettings settings;
    private final MeterRegistry meters;

    Workshop(Clock clock, BackupSettings settings, MeterRegistry meters) {
        this.clock = clock;
        this.settings = settings;
        this.meters = meters;
    }

    Instant now() {
        return clock.instant();
    }

    Instant in(Duration wait) {
        return now().plus(wait);
    }

    BackupSettings settings() {
        return settings;
    }

    Path path(String name) {
        return settings.workDir().resolve(name);
    }

    WorkDirectory directory(String purpose, UUID id) throws IOException {
        return WorkDirectory.open(path(purpose + "-" + id));
    }

    /** The work directory belongs to one process alone, and to its next life: so does its name. */
    LeasedWork leases(String purpose) {
        return new LeasedWork(host() + ":" + settings.workDir().toAbsolutePath() + "/" + purpose);
    }

    long millisSince(Instant began) {
        return Duration.between(began, now()).toMillis();
    }

    /** How long a piece of work took, for a dashboard's percentiles. */
    void took(String work, Instant since) {
        meters.timer("orocloud.backup." + work).record(Duration.between(since, now()));
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "unnamed host";
        }
    }
}
