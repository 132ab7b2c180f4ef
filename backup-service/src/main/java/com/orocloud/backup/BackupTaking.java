package com.orocloud.backup;

import com.orocloud.backup.LeasedWork.Lease;
import com.orocloud.backup.archive.Archive;
import com.orocloud.backup.archive.Manifest;
import com.orocloud.backup.archive.Manifest.DatabasePart;
import com.orocloud.backup.archive.Manifest.FileContent;
import com.orocloud.backup.archive.Manifest.MediaPart;
import com.orocloud.backup.archive.Part;
import com.orocloud.backup.archive.Refusal;
import com.orocloud.backup.archive.Seal;
import com.orocloud.backup.site.Credentials;
import com.orocloud.backup.site.LogicalBackup;
import com.orocloud.backup.site.PostgresPrograms;
import com.orocloud.backup.site.Secrets;
import com.orocloud.messaging.CrashPoint;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Takes one backup: the database at one instant, the files after it, and last the manifest that makes it a backup.
 *
 * <p>The files come second because they are added and hardly ever changed: then every file that a row names is there.
 */
@Component
final class BackupTaking {

    private final Archive archive;
    private final Secrets secrets;
    private final PostgresPrograms programs;
    private final ClusterTaking clusters;
    private final Workshop workshop;

    BackupTaking(
            Archive archive, Secrets secrets, PostgresPrograms programs, ClusterTaking clusters, Workshop workshop) {
        this.archive = archive;
        this.secrets = secrets;
        this.programs = programs;
        this.clusters = clusters;
        this.workshop = workshop;
    }

    /**
     * Stores the whole set, or finds that it was stored already. What an attempt that was cut short has left is removed
     * first: its key is lost, so nobody could read it.
     */
    Point take(Run run, Site site, Lease lease)
            throws IOException, InterruptedException, SQLException, GeneralSecurityException, Refusal {
        var region = run.storeIn().name();
        try (var directory = workshop.directory("take", run.backupId())) {
            var stored = archive.find(region, run.owner(), directory.path());
            if (stored.isPresent()) {
                return point(stored.get());
            }
            archive.purge(region, run.owner());
            CrashPoint.hit("backup.take.after-purge");
            var credentials = secrets.read(site.secretsRef());
            var seal = archive.newSeal(run.owner());
            var database = database(site, credentials, seal, directory.path());
            var databasePart = stored(run, database);
            CrashPoint.hit("backup.take.after-database");
            lease.hold();
            var cluster = clusters.isWanted(run)
                    ? clusters.take(run, site, credentials, seal, directory.path())
                            .orElse(null)
                    : null;
            CrashPoint.hit("backup.take.after-cluster");
            lease.hold();
            var mediaCapturedAt = workshop.now();
            var media = media(run, site, credentials, seal, directory.path());
            CrashPoint.hit("backup.take.after-media");
            var manifest = new Manifest(
                    Manifest.FORMAT_VERSION,
                    run.tenantId(),
                    run.environmentId(),
                    run.backupId(),
                    run.siteEpoch(),
                    run.openedAt(),
                    database.at(),
                    mediaCapturedAt,
                    run.commitHash(),
                    database.engine(),
                    archive.keyId(),
                    archive.wrapped(seal),
                    databasePart,
                    media,
                    cluster);
            lease.hold();
            var entry = archive.commit(region, manifest, directory.path());
            CrashPoint.hit("backup.take.after-manifest");
            return point(entry);
        }
    }

    void purge(Run run) throws IOException {
        archive.purge(run.storeIn().name(), run.owner());
    }

    private LogicalBackup database(Site site, Credentials credentials, Seal seal, Path directory)
            throws IOException, InterruptedException, SQLException, GeneralSecurityException {
        return LogicalBackup.take(
                site.database(credentials), Site.DATABASE, programs, seal, directory.resolve("database"));
    }

    private DatabasePart stored(Run run, LogicalBackup database) throws IOException {
        var stored = archive.put(run.storeIn().name(), run.owner(), database.sealed());
        return new DatabasePart(stored, database.sealed().plain(), database.tables());
    }

    private MediaPart media(Run run, Site site, Credentials credentials, Seal seal, Path directory)
            throws IOException, InterruptedException, GeneralSecurityException {
        try (var out = seal.write(Part.MEDIA, directory.resolve("media"))) {
            List<FileContent> files = site.filesNode(credentials).pack(out);
            var sealed = out.done();
            return new MediaPart(archive.put(run.storeIn().name(), run.owner(), sealed), sealed.plain(), files);
        }
    }

    static Point point(Archive.Entry entry) {
        var manifest = entry.manifest();
        var cluster = manifest.cluster();
        var objects = new ArrayList<>(
                List.of(manifest.database().stored(), manifest.media().stored()));
        if (cluster != null) {
            objects.add(cluster.stored());
        }
        return new Point(
                manifest.recoveryPointAt(),
                manifest.mediaCapturedAt(),
                objects,
                manifest.keyId(),
                entry.manifestUri(),
                entry.manifestSha256(),
                cluster == null ? null : ClusterTaking.point(cluster));
    }
}
