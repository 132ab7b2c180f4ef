package com.orocloud.notification;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Says times and durations as one reader understands them: on their own clock, with UTC beside it so that people in
 * different places talk about the same minute.
 */
record Clockface(ZoneId zone) {

    private static final DateTimeFormatter DAY_AND_TIME =
            DateTimeFormatter.ofPattern("EEEE d MMMM yyyy, HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEEE d MMMM", Locale.ENGLISH);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter TIME_AND_ZONE = DateTimeFormatter.ofPattern("HH:mm zzz", Locale.ENGLISH);

    /** For example: Monday 23 November 2026, 04:12 CET (03:12 UTC). */
    String time(Instant instant) {
        return said(instant, DAY_AND_TIME);
    }

    /** Without the day, if that is the same day as one that was just said. */
    String timeAfter(Instant said, Instant instant) {
        boolean sameDay =
                said.atZone(zone).toLocalDate().equals(instant.atZone(zone).toLocalDate());
        return said(instant, sameDay ? TIME : DAY_AND_TIME);
    }

    private String said(Instant instant, DateTimeFormatter format) {
        ZonedDateTime local = instant.atZone(zone);
        ZonedDateTime utc = instant.atZone(ZoneOffset.UTC);
        if (local.getOffset().equals(ZoneOffset.UTC)) {
            return format.format(utc) + " UTC";
        }
        String day = local.toLocalDate().equals(utc.toLocalDate()) ? "" : ", " + DAY.format(utc);
        String zoneName = TIME_AND_ZONE.format(local).substring("HH:mm ".length());
        return format.format(local) + " " + zoneName + " (" + TIME.format(utc) + " UTC" + day + ")";
    }

    /** For example: 12 seconds, 27 minutes, 1 hour 5 minutes, 3 days 2 hours. */
    static String duration(long seconds) {
        Duration duration = Duration.ofSeconds(Math.max(0, seconds));
        if (duration.toMinutes() < 2) {
            return count(duration.toSeconds(), "second");
        }
        if (duration.toHours() < 1) {
            return count(duration.toMinutes(), "minute");
        }
        if (duration.toDays() < 2) {
            return both(count(duration.toHours(), "hour"), duration.toMinutesPart(), "minute");
        }
        return both(count(duration.toDays(), "day"), duration.toHoursPart(), "hour");
    }

    /** For example: 1 to 2 hours, 75 to 100 minutes, about 1 hour. */
    static String between(long minSeconds, long maxSeconds) {
        long from = roundedUp(minSeconds);
        long to = Math.max(from, roundedUp(maxSeconds));
        if (from == to) {
            return "about " + duration(from * 60);
        }
        if (from % 60 == 0 && to % 60 == 0) {
            return from / 60 + " to " + count(to / 60, "hour");
        }
        return from >= 120 ? duration(from * 60) + " to " + duration(to * 60) : from + " to " + count(to, "minute");
    }

    /** An estimate to the second pretends to know too much. */
    private static long roundedUp(long seconds) {
        return Math.ceilDiv(Math.max(0, seconds), 300L) * 5;
    }

    private static String both(String more, int less, String unit) {
        return less == 0 ? more : more + " " + count(less, unit);
    }

    static String count(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }
}
