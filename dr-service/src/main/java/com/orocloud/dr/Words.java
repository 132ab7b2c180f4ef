package com.orocloud.dr;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Times and durations as a tired person reads them, in the person's own time zone. */
record Words(ZoneId zone) {

    private static final DateTimeFormatter DAY_AND_TIME =
            DateTimeFormatter.ofPattern("EEE d MMM, HH:mm", Locale.ENGLISH);

    /** A zone that nobody has falls back to UTC: a page in the wrong zone beats no page. */
    static Words in(@Nullable String timeZone) {
        if (timeZone == null) {
            return new Words(ZoneOffset.UTC);
        }
        try {
            return new Words(ZoneId.of(timeZone));
        } catch (DateTimeException e) {
            return new Words(ZoneOffset.UTC);
        }
    }

    String at(Instant instant) {
        return DAY_AND_TIME.format(instant.atZone(zone));
    }

    String zoneName() {
        return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId().replace('_', ' ');
    }

    /** Two units at most, rounded down to minutes: "3 hours 12 minutes". */
    static String lasting(Duration duration) {
        long minutes = Math.max(0, duration.toMinutes());
        if (minutes < 1) {
            return "less than a minute";
        }
        long hours = minutes / 60;
        long days = hours / 24;
        if (days > 0) {
            return two(count(days, "day"), hours % 24, "hour");
        }
        return hours > 0 ? two(count(hours, "hour"), minutes % 60, "minute") : count(minutes, "minute");
    }

    /** "1 to 2 hours", "1 hour 10 minutes to 3 hours". */
    static String between(Duration min, Duration max) {
        var whole = min.toMinutes() % 60 == 0 && max.toMinutes() % 60 == 0 && min.toHours() > 0;
        return whole ? min.toHours() + " to " + count(max.toHours(), "hour") : lasting(min) + " to " + lasting(max);
    }

    private static String two(String first, long rest, String unit) {
        return rest == 0 ? first : first + " " + count(rest, unit);
    }

    private static String count(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}
