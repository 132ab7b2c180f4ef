package com.orocloud.notification;

import com.orocloud.events.ContactRole;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Somebody to tell. Personal data: never logged, never in a fact.
 *
 * @param timeZone as the request states it; may be nonsense
 */
record Person(
        ContactRole role,
        String name,
        String email,
        @Nullable String timeZone) {

    /** SHA-256 of the address in lower case: how facts name a person. */
    String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(email.strip().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** Where the person's clock stands; UTC if unknown. */
    ZoneId zone() {
        try {
            return timeZone == null || timeZone.isBlank() ? ZoneOffset.UTC : ZoneId.of(timeZone.strip());
        } catch (DateTimeException e) {
            return ZoneOffset.UTC;
        }
    }

    @Override
    public String toString() {
        return role + " " + hash();
    }
}
