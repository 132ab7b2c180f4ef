package com.orocloud.provisioning.calendar;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.fortuna.ical4j.model.Recur;
import net.fortuna.ical4j.transform.recurrence.Frequency;

/**
 * When planned maintenance may be done.
 *
 * <p>Both ends are times on a wall in the environment's zone. So when clocks change in between, a window is as much
 * shorter or longer; one that would begin in the hour that is left out begins after it.
 *
 * @param rule a recurrence rule of RFC 5545; without a day or an hour of its own: Sundays, at two in the morning
 * @param minutes from its beginning to its end, on the wall
 * @param zone name of the time zone database
 */
public record RecurringWindow(String rule, int minutes, String zone) {

    public static final String SUNDAYS_AT_TWO = "FREQ=WEEKLY;BYDAY=SU;BYHOUR=2;BYMINUTE=0";

    public static final int MINUTES = 120;

    public static final int MINUTES_MIN = 30;

    public static final int MINUTES_MAX = 1440;

    /** A Sunday: where rules with an interval begin to count, and what rules without a day or an hour take theirs from. */
    private static final LocalDateTime SEED = LocalDateTime.of(2026, 1, 4, 2, 0);

    private static final Set<Frequency> FREQUENCIES =
            Set.of(Frequency.DAILY, Frequency.WEEKLY, Frequency.MONTHLY, Frequency.YEARLY);

    /** A rule that does not come round in that time is none. */
    private static final Duration HORIZON = Duration.ofDays(800);

    /** Why this is no window to agree on; empty if it is one. */
    public static Optional<String> objection(String rule, int minutes) {
        if (minutes < MINUTES_MIN || minutes > MINUTES_MAX) {
            return Optional.of("it must last " + MINUTES_MIN + " to " + MINUTES_MAX + " minutes");
        }
        try {
            var recurrence = new Recur<LocalDateTime>(rule);
            if (!FREQUENCIES.contains(recurrence.getFrequency())) {
                return Optional.of("FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY");
            }
            if (recurrence.getCount() > 0 || recurrence.getUntil() != null) {
                return Optional.of("it must not end: leave COUNT and UNTIL out");
            }
            return new RecurringWindow(rule, minutes, "UTC").next(Instant.EPOCH, 1).isEmpty()
                    ? Optional.of("it never comes")
                    : Optional.empty();
        } catch (RuntimeException unreadable) {
            return Optional.of("it is no recurrence rule of RFC 5545: " + unreadable.getMessage());
        }
    }

    /** Whether all of this lies in one window. */
    public boolean covers(Span span) {
        return from(span.startsAt(), span.endsAt(), Integer.MAX_VALUE).stream().anyMatch(window -> window.covers(span));
    }

    /** Windows that are not over then, the nearest first. */
    public List<Span> next(Instant then, int count) {
        Instant start = then.isBefore(seed()) ? seed() : then;
        return from(start, start.plus(HORIZON), count + 1).stream()
                .filter(window -> window.endsAt().isAfter(then))
                .limit(count)
                .toList();
    }

    private List<Span> from(Instant first, Instant last, int limit) {
        LocalDateTime earliest = local(first).minusMinutes(minutes).minusDays(1);
        LocalDateTime latest = local(last).plusDays(1);
        var recurrence = new Recur<LocalDateTime>(rule);
        return recurrence.getDatesAsStream(SEED, earliest, latest, -1)
                .map(start -> new Span(instant(start), instant(start.plusMinutes(minutes))))
                .filter(window -> window.endsAt().isAfter(first) && window.startsAt().isBefore(last))
                .limit(limit)
                .toList();
    }

    private Instant seed() {
        return instant(SEED);
    }

    private LocalDateTime local(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneId.of(zone));
    }

    private Instant instant(LocalDateTime local) {
        return local.atZone(ZoneId.of(zone)).toInstant();
    }
}
