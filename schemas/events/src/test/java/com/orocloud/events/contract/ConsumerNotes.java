package com.orocloud.events.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** schemas/CHANGELOG.md, where consumers read what changed for them. */
final class ConsumerNotes {

    private ConsumerNotes() {}

    /** What stands under "Unreleased". */
    static String unreleased(Path changelog) throws IOException {
        String text = Files.readString(changelog);
        int start = text.indexOf("## Unreleased");
        if (start < 0) {
            throw new IllegalStateException(changelog + " has no section \"## Unreleased\"");
        }
        int end = text.indexOf("\n## ", start + 1);
        return end < 0 ? text.substring(start) : text.substring(start, end);
    }
}
