package com.orocloud.notification;

import com.orocloud.notification.Page.Block;
import com.orocloud.notification.Page.Bullets;
import com.orocloud.notification.Page.Fact;
import com.orocloud.notification.Page.Facts;
import com.orocloud.notification.Page.Heading;
import com.orocloud.notification.Page.Note;
import com.orocloud.notification.Page.Paragraph;
import com.orocloud.notification.Page.Tone;
import com.orocloud.notification.Story.EnvironmentEnded;
import com.orocloud.notification.Story.EnvironmentEnds;
import java.util.ArrayList;
import java.util.List;

/** Mails about the end of an environment, in plain words. */
final class EndOfLifeWording {

    private EndOfLifeWording() {}

    static Page ends(EnvironmentEnds story, String environment) {
        return new Page(
                Tone.URGENT,
                environment + " is being decommissioned",
                environment + " is being decommissioned",
                "It is out of service from now on. This cannot be undone.",
                List.of(
                        new Paragraph(
                                story.lastBackup()
                                        ? "Its names are taken away, a last backup is made and restored for a test, and then "
                                                + "everything of it is deleted."
                                        : "Its names are taken away, and then everything of it is deleted. No last backup "
                                                + "is made."),
                        new Facts(List.of(Fact.of("Reason", story.reason()))),
                        new Note(
                                "You need not do anything. If you did not expect this, tell us at once. The next mail says "
                                        + "that nothing is left.")));
    }

    static Page ended(EnvironmentEnded story, String environment, Clockface clock) {
        var blocks = new ArrayList<Block>();
        blocks.add(new Paragraph("No machine, no address and no credentials of it are left."));
        blocks.add(new Facts(List.of(Fact.of(
                "Its last backup",
                story.keptUntil() == null
                        ? "there is none"
                        : "is kept until " + clock.time(story.keptUntil())
                                + "; until then it can be restored into another environment"))));
        if (!story.namesLeft().isEmpty()) {
            blocks.add(new Heading("Take these names out of your DNS now"));
            blocks.add(new Bullets(story.namesLeft()));
            blocks.add(
                    new Note("They still lead to an address that is not yours any more: whoever gets it next can pose "
                            + "as your shop."));
        }
        blocks.add(new Note(
                "Take its addresses off the whitelists of your payment provider and your ERP. With this mail we "
                        + "forget who its contacts were."));
        return new Page(
                story.namesLeft().isEmpty() ? Tone.NOTE : Tone.URGENT,
                environment + " is decommissioned",
                environment + " is decommissioned",
                "Nothing of it is left.",
                List.copyOf(blocks));
    }
}
