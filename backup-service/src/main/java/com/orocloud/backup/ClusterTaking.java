package com.orocloud.backup;

import com.orocloud.backup.archive.Archive;
import com.orocloud.backup.archive.Manifest.ClusterPart;
import com.orocloud.backup.archive.Seal;
import com.orocloud.backup.site.Credentials;
import com.orocloud.backup.site.MainDatabase;
import com.orocloud.backup.site.MainLog;
import com.orocloud.backup.site.PhysicalBackup;
import com.orocloud.backup.site.PointInTime;
import com.orocloud.backup.site.PostgresPrograms;
import com.orocloud.events.BackupTrigger;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Takes the files of the whole cluster into a backup where the policy wants restores to any second. */
@Component
final class ClusterTaking {

    private static final Logger log = LoggerFactory.getLogger(ClusterTaking.class);

    /** A little less than a day, so that it stays at the same hour. */
    private static final Duration NOT_BEFORE = Duration.ofHours(23).plusMinutes(30);

    private final Archive archive;
    private final PostgresPrograms programs;
    private final Environments environments;
    private final Journals journals;

    ClusterTaking(Archive archive, PostgresPrograms programs, Environments environments, Journals journals) {
        this.archive = archive;
        this.programs = programs;
        this.environments = environments;
        this.journals = journals;
    }

    /** Once a day, never while visitors wait for a restore, and at once when the log of the last one could not be followed any more. */
    boolean isWanted(Run run) {
        var environment = environments.find(run.environmentId());
        return environment != null
                && run.trigger() != BackupTrigger.SAFETY
                && journals.isWanted(environment.plan())
                && !journals.isFollowed(
                        run.environmentId(), run.siteEpoch(), run.openedAt().minus(NOT_BEFORE));
    }

    /** @return empty if the main does not let its cluster be copied: the backup is whole without it */
    Optional<ClusterPart> take(Run run, Site site, Credentials credentials, Seal seal, Path directory)
            throws InterruptedException, GeneralSecurityException {
        try {
            var mainLog = new MainLog(site.databases(), credentials);
            if (mainLog.majorVersion() != programs.majorVersion()) {
                log.warn(
                        "{} is of another major version than the programs here, which its files would not start with: no restore to any second",
                        run.environmentId());
                return Optional.empty();
            }
            mainLog.keep();
            var cluster = PhysicalBackup.take(
                    MainDatabase.forReplication(site.databases(), credentials.replicator()),
                    programs,
                    seal,
                    directory.resolve("cluster"));
            var consistentFrom = mainLog.mark().at();
            var stored = archive.put(run.storeIn().name(), run.owner(), cluster.sealed());
            return Optional.of(new ClusterPart(stored, cluster.sealed().plain(), cluster.wal(), consistentFrom));
        } catch (IOException | SQLException e) {
            log.warn(
                    "backup {} of {} goes without the files of the cluster: no restore to any second until another has them",
                    run.backupId(),
                    run.environmentId(),
                    e);
            return Optional.empty();
        }
    }

    static Point.Cluster point(ClusterPart part) {
        return new Point.Cluster(
                part.wal().timeline(), PointInTime.logFrom(part.wal().end()), part.consistentFrom());
    }
}
