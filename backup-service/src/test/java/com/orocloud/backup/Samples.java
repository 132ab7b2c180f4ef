package com.orocloud.backup;

import com.orocloud.backup.Schedule.Wish;
import com.orocloud.backup.archive.Part;
import com.orocloud.backup.archive.StoredObject;
import com.orocloud.events.BackupTrigger;
import com.orocloud.events.EnvironmentType;
import com.orocloud.events.IaasProvider;
import com.orocloud.events.RestoreScope;
import com.orocloud.events.SiteRole;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** One environment and its backup, at noon of a Sunday. */
final class Samples {

    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    static final Region WEST4 = new Region(IaasProvider.GCP, "europe-west4");
    static final Region WEST1 = new Region(IaasProvider.GCP, "europe-west1");
    static final Plan PLAN = new Plan("acme-prod", "acme", EnvironmentType.PRODUCTION, WEST4, WEST1, Story.COMMIT);
    static final Site PRIMARY = site(SiteRole.PRIMARY, 1, WEST4);
    static final Site REBUILT = site(SiteRole.DR, 2, WEST1);
    static final UUID BACKUP = TestingSite.id("backup");
    static final Run RUN = new Run(
            BACKUP, "acme-prod", "acme", BackupTrigger.SCHEDULED, NOON, null, Story.COMMIT, 1, WEST4, WEST1, NOON);
    static final Point POINT = new Point(
            NOON.plusSeconds(1),
            NOON.plusSeconds(5),
            List.of(
                    new StoredObject(Part.DATABASE, "gs://bucket/database", 1_000, "aa"),
                    new StoredObject(Part.MEDIA, "gs://bucket/media", 200, "bb")),
            "local:1",
            "gs://bucket/manifest.json",
            "cc");
    static final Duration TOOK = Duration.ofSeconds(3);
    static final Finding GOOD = new Finding("row counts", true, 12, "2 agree");
    static final Finding BAD = new Finding("row counts", false, 12, "1 differ: [orders]");
    static final Restore.Order ORDER = new Restore.Order(
            TestingSite.id("restore"), "acme-prod", "acme", 2, BACKUP, RestoreScope.ALL, SiteRole.DR, Story.CASE);

    static final Story STORY = new Story("acme-prod", NOON);

    static final Restore.Order IN_SERVICE = Restore.Order.ofOutsider(
                    STORY.restoreAsked(ORDER.restoreId(), BACKUP).build())
            .into(PRIMARY);

    private Samples() {}

    static Schedule idle() {
        return new Schedule(NOON.plus(Schedule.INTERVAL), List.of(), null, List.of());
    }

    static Schedule running() {
        return new Schedule(NOON.plus(Schedule.INTERVAL), List.of(), RUN, List.of());
    }

    /** The run that is going in a schedule where one must be. */
    static Run open(Schedule schedule) {
        return Objects.requireNonNull(schedule.open(), "no run is open");
    }

    static Wish wish(String name) {
        return new Wish(TestingSite.id(name), BackupTrigger.MANUAL, null, NOON);
    }

    private static Site site(SiteRole role, long epoch, Region region) {
        return new Site(
                role, epoch, region, List.of("192.0.2.10:5432"), List.of("192.0.2.11:8090"), "gcpsm://demo/acme-prod");
    }
}
