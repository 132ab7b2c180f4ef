package com.orocloud.notification;

import static com.orocloud.notification.Clockface.duration;

import com.orocloud.notification.Page.Block;
import com.orocloud.notification.Page.Fact;
import com.orocloud.notification.Page.Facts;
import com.orocloud.notification.Page.Note;
import com.orocloud.notification.Page.Paragraph;
import com.orocloud.notification.Page.Tone;
import com.orocloud.notification.Story.MaintenanceAnnounced;
import com.orocloud.notification.Story.MaintenanceEnded;
import com.orocloud.notification.Story.MaintenanceLate;
import com.orocloud.notification.Story.MaintenanceMoved;
import com.orocloud.notification.Story.MaintenanceReminder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Mails about work on an environment, in plain words. */
final class MaintenanceWording {

    private final String environment;
    private final Clockface clock;

    MaintenanceWording(String environment, Clockface clock) {
        this.environment = environment;
        this.clock = clock;
    }

    Page announced(MaintenanceAnnounced story) {
        return new Page(
                story.planned() ? Tone.NOTE : Tone.URGENT,
                environment + (story.planned() ? ": maintenance is planned" : ": urgent maintenance"),
                (story.planned() ? "We will work on " : "We must work on ") + environment,
                "From " + clock.time(story.startsAt()) + ".",
                List.of(
                        new Paragraph(story.summary()),
                        times(story.startsAt(), story.endsAt(), story.impact()),
                        new Note(
                                story.planned()
                                        ? "You need not do anything. Ask us if you need another time; until it begins "
                                                + "it can be moved."
                                        : "It cannot wait for the agreed window. You need not do anything; the next "
                                                + "mail says that it is over.")));
    }

    Page moved(MaintenanceMoved story) {
        return new Page(
                Tone.NOTE,
                environment + ": maintenance is moved",
                "We will work on " + environment + " at another time",
                "From " + clock.time(story.startsAt()) + ".",
                List.of(
                        new Paragraph(story.summary()),
                        times(story.startsAt(), story.endsAt(), story.impact()),
                        new Facts(List.of(
                                Fact.of("Before it was planned for", clock.time(story.previousStartsAt())),
                                Fact.of("Why", story.reason())))));
    }

    Page reminder(MaintenanceReminder story) {
        return new Page(
                Tone.NOTE,
                environment + ": maintenance begins soon",
                "We will work on " + environment + " soon",
                "From " + clock.time(story.startsAt()) + ".",
                List.of(new Paragraph(story.summary()), times(story.startsAt(), story.endsAt(), story.impact())));
    }

    Page late(MaintenanceLate story) {
        return new Page(
                Tone.URGENT,
                environment + ": maintenance takes longer than planned",
                "The work on " + environment + " takes longer",
                "It should have ended at " + clock.time(story.endsAt()) + ".",
                List.of(
                        new Paragraph(story.summary()),
                        new Facts(List.of(
                                Fact.of("It should have ended", clock.time(story.endsAt())),
                                Fact.of("What visitors notice meanwhile", story.impact()))),
                        new Note("Our engineers are alerted, with the highest priority (P1), and alerts about it are "
                                + "not muted any more. The next mail says that it is over.")));
    }

    Page ended(MaintenanceEnded story) {
        String what = switch (story.ending()) {
            case DONE -> "maintenance is done";
            case UNDONE -> "maintenance was undone";
            case NOT_BEGUN -> "maintenance is cancelled";
        };
        var blocks = new ArrayList<Block>();
        blocks.add(new Paragraph(story.summary()));
        blocks.add(new Note(switch (story.ending()) {
            case DONE -> "All is well.";
            case UNDONE -> "It is as it was before.";
            case NOT_BEGUN -> "Nothing was begun.";
        }));
        var facts = new ArrayList<Fact>();
        if (story.downtimeSeconds() != null) {
            facts.add(Fact.of(
                    "Visitors noticed it for",
                    story.downtimeSeconds() == 0 ? "no time" : duration(story.downtimeSeconds())));
        }
        if (!story.comment().isBlank()) {
            facts.add(Fact.of("Said about it", story.comment()));
        }
        if (!facts.isEmpty()) {
            blocks.add(new Facts(List.copyOf(facts)));
        }
        return new Page(
                story.ending() == MaintenanceEnded.Ending.DONE ? Tone.GOOD : Tone.NOTE,
                environment + ": " + what,
                environment + ": " + what,
                story.summary(),
                blocks);
    }

    private Facts times(Instant startsAt, Instant endsAt, String impact) {
        return new Facts(List.of(
                Fact.of("From", clock.time(startsAt)),
                Fact.of("Until, at the latest", clock.timeAfter(startsAt, endsAt)),
                Fact.of("What visitors notice meanwhile", impact)));
    }
}
