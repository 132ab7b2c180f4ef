package com.orocloud.notification;

import com.orocloud.events.ContactRole;
import com.orocloud.notification.Handover.Tries;
import com.orocloud.notification.Notice.Dead;
import com.orocloud.notification.Notice.Delivered;
import com.orocloud.notification.Notice.Dispatched;
import com.orocloud.notification.Notice.Label;
import com.orocloud.notification.Notice.Patience;
import com.orocloud.notification.Notice.Queued;
import com.orocloud.notification.Notice.Unreached;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One notice in each state. */
final class SampleNotices {

    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    static final Patience TWO_RELAYS =
            new Patience(2, Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofHours(24));
    static final Letter LETTER = new Letter("jane@acme.example", "Jane Doe", "Hello", "Hello", "<p>Hello</p>");

    private SampleNotices() {}

    static Label label(boolean mandatory, @Nullable Instant expiresAt) {
        return new Label(
                new UUID(5, 1),
                new UUID(7, 1),
                new UUID(7, 2),
                "acme-prod",
                "dns-action",
                ContactRole.DOMAIN_OWNER,
                SampleStories.JANE.hash(),
                mandatory,
                false,
                NOON,
                expiresAt);
    }

    static Queued queued(Label label) {
        return new Queued(label, LETTER, Tries.NONE, NOON);
    }

    static Dispatched dispatched(Label label, Tries tries, String relay) {
        return new Dispatched(label, LETTER, tries, relay, NOON);
    }

    static List<Notice> oneInEachState() {
        Label label = label(true, null);
        return List.of(
                queued(label),
                dispatched(label, Tries.NONE, "first:25"),
                new Delivered(label, "first:25", 1, NOON),
                new Unreached(label, "REFUSED", "every relay refuses it", NOON),
                new Dead(label, "REFUSED", NOON));
    }
}
