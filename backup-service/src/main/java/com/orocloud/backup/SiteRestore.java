package com.orocloud.backup;

import com.orocloud.backup.LeasedWork.Lease;
import com.orocloud.backup.Restore.Order;
import com.orocloud.backup.Restore.Second;
import com.orocloud.backup.archive.Archive;
import com.orocloud.backup.archive.Archive.Fetched;
import com.orocloud.backup.archive.Manifest;
import com.orocloud.backup.archive.Manifest.FileContent;
import com.orocloud.backup.archive.Manifest.TableContent;
import com.orocloud.backup.archive.Part;
import com.orocloud.backup.archive.Refusal;
import com.orocloud.backup.archive.Refusal.Reason;
import com.orocloud.backup.site.Credentials;
import com.orocloud.backup.site.DatabaseReplacement;
import com.orocloud.backup.site.FilesNode;
import com.orocloud.backup.site.MediaPack;
import com.orocloud.backup.site.PostgresPrograms;
import com.orocloud.backup.site.Secrets;
import com.orocloud.backup.site.ShopFront;
import com.orocloud.events.RestoreStep;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.Stored;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Puts one backup into one site. The order makes it safe: everything is fetched and checked, the database is filled and
 * compared beside the old one, the files are put, and only then the database takes its place, which opens the shop.
 *
 * <p>May be killed anywhere and run again: what is done is seen on the site itself.
 */
@Component
final class SiteRestore {

    private static final int OK = 200;

    private final Archive archive;
    private final Restores restores;
    private final Secrets secrets;
    private final PostgresPrograms programs;
    private final DatabaseAt databaseAt;
    private final Workshop workshop;

    SiteRestore(
            Archive archive,
            Restores restores,
            Secrets secrets,
            PostgresPrograms programs,
            DatabaseAt databaseAt,
            Workshop workshop) {
        this.archive = archive;
        this.restores = restores;
        this.secrets = secrets;
        this.programs = programs;
        this.databaseAt = databaseAt;
        this.workshop = workshop;
    }

    Workshop workshop() {
        return workshop;
    }

    /** @throws Refusal what is stored must not be used; the site was not touched */
    void check(Order order, RestoreWay.Open way) throws IOException, InterruptedException, SQLException, Refusal {
        try (var directory = workshop.directory("check", order.restoreId())) {
            fetch(way, directory.path());
        }
        if (order.second() != null) {
            databaseAt.check(order.second(), order.restoreId());
        }
    }

    /** Sends visitors away, and keeps everything out that writes. */
    void close(Site site) throws IOException, InterruptedException, SQLException {
        site.gate(secrets.read(site.secretsRef())).close();
    }

    void open(Site site) throws IOException, InterruptedException, SQLException {
        site.gate(secrets.read(site.secretsRef())).open();
    }

    /** Looks at the front page past the maintenance page. */
    Finding front(Site site) throws IOException, InterruptedException, SQLException {
        var began = workshop.now();
        if (site.front() == null) {
            return new Finding("front page", true, 0, "not looked at: its address is not known");
        }
        var pass = site.gate(secrets.read(site.secretsRef())).pass();
        int status = new ShopFront(site.front()).status(pass.orElse(""));
        return new Finding("front page", status == OK, workshop.millisSince(began), "HTTP " + status);
    }

    /** @throws Refusal what is stored must not be used; the site's data was not touched */
    List<Finding> restore(Stored<Restore> stored, RestoreWay.Open way, Lease lease)
            throws IOException, InterruptedException, SQLException, Refusal {
        var order = stored.state().order();
        var steps = (Steps) step -> restores.reached(stored, step, workshop.now());
        try (var directory = workshop.directory("restore", order.restoreId())) {
            var began = workshop.now();
            steps.reached(RestoreStep.CHECKING_BACKUP);
            var fetched = fetch(way, directory.path());
            var findings = new ArrayList<Finding>();
            findings.add(new Finding(
                    "checksums and decryption",
                    true,
                    workshop.millisSince(began),
                    way.from().id()));
            CrashPoint.hit("backup.restore.after-fetch");
            var credentials = secrets.read(way.to().secretsRef());
            var database =
                    new DatabaseReplacement(way.to().database(credentials), programs, Site.DATABASE, order.restoreId());
            if (order.wantsDatabase()) {
                steps.reached(RestoreStep.FILLING_DATABASE);
                findings.addAll(fill(database, order, fetched, lease));
            }
            if (order.wantsMedia()) {
                steps.reached(RestoreStep.PUTTING_FILES);
                lease.hold();
                findings.add(putFiles(fetched, way.to(), credentials));
            }
            if (order.wantsDatabase()) {
                steps.reached(RestoreStep.SWITCHING);
                lease.hold();
                if (order.intoServedSite()) {
                    database.stayClosed(way.to().gate(credentials));
                }
                CrashPoint.hit("backup.restore.before-switch");
                findings.add(takeOver(database));
            }
            return List.copyOf(findings);
        }
    }

    /** Tells those who wait. */
    @FunctionalInterface
    private interface Steps {
        void reached(RestoreStep step);
    }

    private Fetched fetch(RestoreWay.Open way, Path directory) throws IOException, Refusal {
        return archive.fetch(way.from().name(), way.run().owner(), way.point().manifestSha256(), directory);
    }

    private List<Finding> fill(DatabaseReplacement database, Order order, Fetched fetched, Lease lease)
            throws IOException, InterruptedException, SQLException, Refusal {
        var began = workshop.now();
        if (database.isInPlace()) {
            return List.of(new Finding("database", true, 0, "in place since an earlier attempt"));
        }
        var second = order.second();
        if (second != null && database.isFilled()) {
            return List.of(new Finding("database", true, 0, "found right by an earlier attempt"));
        }
        var expected =
                second == null ? fillFromBackup(database, fetched, lease) : fillFromLog(database, second, order, lease);
        var found = database.contents(second == null ? fetched.manifest().formatVersion() : Manifest.FORMAT_VERSION);
        var took = Duration.between(began, workshop.now());
        var findings = List.of(Comparison.rowCounts(expected, found, took), Comparison.contents(expected, found, took));
        refuseUnlessPassed(second == null ? Part.DATABASE : Part.LOG, findings);
        database.markChecked();
        CrashPoint.hit("backup.restore.after-mark");
        return findings;
    }

    private static List<TableContent> fillFromBackup(DatabaseReplacement database, Fetched fetched, Lease lease)
            throws IOException, InterruptedException, SQLException {
        if (!database.isFilled()) {
            lease.hold();
            try (var dump = fetched.read(Part.DATABASE)) {
                database.fill(dump);
            }
            CrashPoint.hit("backup.restore.after-fill");
        }
        return fetched.manifest().database().tables();
    }

    private List<TableContent> fillFromLog(DatabaseReplacement database, Second second, Order order, Lease lease)
            throws IOException, InterruptedException, SQLException, Refusal {
        lease.hold();
        var expected = databaseAt.fill(database, second, order.restoreId());
        CrashPoint.hit("backup.restore.after-fill");
        return expected;
    }

    private Finding putFiles(Fetched fetched, Site site, Credentials credentials)
            throws IOException, InterruptedException, Refusal {
        var began = workshop.now();
        var node = site.filesNode(credentials);
        try (var pack = fetched.read(Part.MEDIA)) {
            MediaPack.unpack(pack, node::put);
        }
        CrashPoint.hit("backup.restore.after-files");
        var expected = fetched.manifest().media().files();
        var finding = Comparison.files(expected, among(expected, node), Duration.between(began, workshop.now()));
        refuseUnlessPassed(Part.MEDIA, List.of(finding));
        return finding;
    }

    /** What the node says of the files of the backup; others may be there as well. */
    private static List<FileContent> among(List<FileContent> expected, FilesNode node)
            throws IOException, InterruptedException {
        var names = new HashSet<String>();
        expected.forEach(file -> names.add(file.name()));
        return node.list().stream().filter(file -> names.contains(file.name())).toList();
    }

    private Finding takeOver(DatabaseReplacement database) throws SQLException {
        var began = workshop.now();
        database.takeOver();
        CrashPoint.hit("backup.restore.after-switch");
        return new Finding("database in place", true, workshop.millisSince(began), null);
    }

    private static void refuseUnlessPassed(Part part, List<Finding> findings) throws Refusal {
        for (Finding finding : findings) {
            if (!finding.passed()) {
                throw new Refusal(part, Reason.CONTENT_DIFFERS, finding.name() + ": " + finding.detail());
            }
        }
    }
}
