package com.orocloud.notification;

import com.orocloud.events.Component;
import com.orocloud.events.ContactRole;
import com.orocloud.notification.Story.Addresses;
import com.orocloud.notification.Story.AnswerNotCounted;
import com.orocloud.notification.Story.ApprovalRequest;
import com.orocloud.notification.Story.ComponentStopped;
import com.orocloud.notification.Story.DatabaseHandedOver;
import com.orocloud.notification.Story.DatabaseMoved;
import com.orocloud.notification.Story.Detail;
import com.orocloud.notification.Story.DnsAction;
import com.orocloud.notification.Story.EnvironmentEnded;
import com.orocloud.notification.Story.EnvironmentEnds;
import com.orocloud.notification.Story.MaintenanceAnnounced;
import com.orocloud.notification.Story.MaintenanceEnded;
import com.orocloud.notification.Story.MaintenanceLate;
import com.orocloud.notification.Story.MaintenanceMoved;
import com.orocloud.notification.Story.MaintenanceReminder;
import com.orocloud.notification.Story.NameChange;
import com.orocloud.notification.Story.OnboardingPack;
import com.orocloud.notification.Story.OperationsAlert;
import com.orocloud.notification.Story.Reason;
import com.orocloud.notification.Story.Recovered;
import com.orocloud.notification.Story.RecoveryCancelled;
import com.orocloud.notification.Story.RecoveryGivenUp;
import com.orocloud.notification.Story.RecoveryStarted;
import com.orocloud.notification.Story.RequestRejected;
import java.time.Instant;
import java.util.List;

/** One of each story, as they happen in a bad night. */
final class SampleStories {

    static final Person JANE =
            new Person(ContactRole.TECHNICAL_CONTACT, "Jane Doe", "jane.doe@acme.example", "Europe/Amsterdam");

    static final String LINK = "https://approve.orocloud.example/approvals/kZ3vT9Qm2pXw8LrB5sYcN1dHfJ6gAe4U";

    private static final Addresses HERE = new Addresses(List.of("203.0.113.10"), List.of("203.0.113.20"), false);
    private static final Addresses THERE = new Addresses(List.of("198.51.100.10"), List.of("198.51.100.20"), false);

    private SampleStories() {}

    static ApprovalRequest approval() {
        return new ApprovalRequest(
                JANE,
                LINK,
                null,
                "GCP europe-west4",
                "GCP europe-west1",
                Instant.parse("2026-11-23T03:12:00Z"),
                Instant.parse("2026-11-23T02:45:00Z"),
                1620,
                3600,
                7200,
                THERE,
                Instant.parse("2026-11-23T07:31:00Z"));
    }

    static DnsAction dns() {
        return new DnsAction(
                List.of(new NameChange(
                        "shop.globex.example", "A", List.of("203.0.113.10"), List.of("198.51.100.10"), 60)),
                true);
    }

    static List<Story> all() {
        return List.of(
                new OnboardingPack("https://shop.acme.example", HERE, THERE),
                new RequestRejected(List.of(
                        new Reason("UNKNOWN_REGION", "GCP has no region europe-west44; use one of the catalogue."),
                        new Reason(
                                "TOO_FEW_WEB_NODES", "PRODUCTION needs two web nodes in two zones; 1 was asked for."),
                        new Reason("NO_TECHNICAL_CONTACT", "Name a technical contact, who approves recoveries."))),
                new DatabaseMoved(
                        "acme-prod-1-db-1", "acme-prod-1-db-2", 4_300, 0, Instant.parse("2026-11-22T23:12:00Z")),
                new ComponentStopped(
                        Component.QUEUE,
                        1,
                        3,
                        Instant.parse("2026-11-22T23:12:00Z"),
                        List.of(
                                new Detail("acme-prod-1-queue-1", "europe-west4-a: nothing listens there"),
                                new Detail("acme-prod-1-queue-2", "europe-west4-b: does not answer"))),
                new DatabaseHandedOver(
                        "acme-prod-1-db-1", "acme-prod-1-db-2", 1_240, Instant.parse("2026-11-22T23:12:00Z")),
                approval(),
                new AnswerNotCounted(List.of(new Reason(
                        "PLAN_CHANGED", "The answer is about an older plan; look at the newest and answer again."))),
                dns(),
                new EnvironmentEnds("The contract ended.", true),
                new EnvironmentEnded(Instant.parse("2026-12-23T04:41:00Z"), List.of("shop.globex.example")),
                new RecoveryStarted(
                        "GCP europe-west1",
                        Instant.parse("2026-11-23T03:35:00Z"),
                        Instant.parse("2026-11-23T02:45:00Z"),
                        1620),
                new Recovered(
                        Instant.parse("2026-11-23T04:41:00Z"),
                        3960,
                        5340,
                        Instant.parse("2026-11-23T02:45:00Z"),
                        1620,
                        false),
                new RecoveryGivenUp(
                        "restoring the data",
                        "The newest copy does not restore; we go on with the one before it.",
                        Instant.parse("2026-11-23T04:20:00Z")),
                new RecoveryCancelled("GCP europe-west4 is back; nothing had been moved"),
                new MaintenanceAnnounced(
                        true,
                        Instant.parse("2026-11-29T01:00:00Z"),
                        Instant.parse("2026-11-29T03:00:00Z"),
                        "they can look, but not order",
                        "PostgreSQL gets its minor update."),
                new MaintenanceMoved(
                        Instant.parse("2026-11-29T01:00:00Z"),
                        Instant.parse("2026-12-06T01:00:00Z"),
                        Instant.parse("2026-12-06T03:00:00Z"),
                        "they can look, but not order",
                        "PostgreSQL gets its minor update.",
                        "The release is late."),
                new MaintenanceReminder(
                        Instant.parse("2026-12-06T01:00:00Z"),
                        Instant.parse("2026-12-06T03:00:00Z"),
                        "they can look, but not order",
                        "PostgreSQL gets its minor update."),
                new MaintenanceLate(
                        Instant.parse("2026-12-06T03:00:00Z"),
                        "they can look, but not order",
                        "PostgreSQL gets its minor update."),
                new MaintenanceEnded(
                        MaintenanceEnded.Ending.DONE, "PostgreSQL gets its minor update.", 95L, "Version 15.19 runs."),
                new OperationsAlert(
                        "a backup does not restore",
                        "Backup 0f8fad5b-d9cb-469f-a165-70867728950e failed its restore test. It is quarantined and will "
                                + "not be used.",
                        "Look at the restore log, then ask for a new backup.",
                        List.of(
                                new Detail("Step", "restoring the database"),
                                new Detail("Code", "CHECKSUM_MISMATCH"))));
    }
}
