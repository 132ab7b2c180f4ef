package com.orocloud.notification;

import java.util.List;

/**
 * The content of a mail, before it becomes text and HTML: both are made from the same blocks, so that both say the
 * same.
 *
 * @param preview what a mailbox shows beside the subject
 */
record Page(Tone tone, String subject, String headline, String preview, List<Block> blocks) {

    Page {
        blocks = List.copyOf(blocks);
    }

    /** How it should feel to open it. */
    enum Tone {
        URGENT,
        NOTE,
        GOOD
    }

    /** One piece, from top to bottom. */
    sealed interface Block {

        /** Chooses the piece of template that shows it. */
        default String kind() {
            return getClass().getSimpleName();
        }
    }

    record Paragraph(String text) implements Block {}

    record Heading(String text) implements Block {}

    /** Names and values. */
    record Facts(List<Fact> facts) implements Block {}

    /** @param exact true for what must be copied letter by letter */
    record Fact(String name, List<String> values, boolean exact) {

        static Fact of(String name, String value) {
            return new Fact(name, List.of(value), false);
        }

        static Fact exact(String name, List<String> values) {
            return new Fact(name, values, true);
        }
    }

    record Bullets(List<String> items) implements Block {}

    /** The one thing to do. */
    record Button(String label, String url) implements Block {}

    /** Set apart, smaller. */
    record Note(String text) implements Block {}
}
