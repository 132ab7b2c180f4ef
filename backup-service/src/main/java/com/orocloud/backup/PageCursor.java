package com.orocloud.backup;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a page of an environment's backups ended. Backups that begin meanwhile move nothing, because it names the last one
 * shown, and neither its id nor when it was opened ever changes.
 */
record PageCursor(String openedAt, String id) {

    /** After the last of these, if there can be more. */
    static @Nullable String after(List<Backup> page) {
        if (page.size() < Backups.PAGE) {
            return null;
        }
        var last = page.getLast().run();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((last.openedAt() + " " + last.backupId()).getBytes(StandardCharsets.UTF_8));
    }

    /** Empty if nobody was ever told this cursor. */
    static Optional<PageCursor> read(String text) {
        try {
            var parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", -1);
            return parts.length == 2 ? Optional.of(new PageCursor(parts[0], parts[1])) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
