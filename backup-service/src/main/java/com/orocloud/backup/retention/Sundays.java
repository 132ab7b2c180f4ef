package com.orocloud.backup.retention;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which point stands for which Sunday: the last usable one of that day in the environment's zone; if there is
 * none, the nearest usable one at most 24 hours before the day begins; else the first one after it.
 *
 * <p>A Sunday is a calendar day of the zone: 23, 24 or 25 hours long, its first instant included and the next day's
 * excluded. It counts from the instant on at which it is over.
 */
final class Sundays {

    private static final Duration NEAR = Duration.ofHours(24);

    private final ZoneId zone;
    private final NavigableMap<Instant, Candidate> usable = new TreeMap<>();

    Sundays(ZoneId zone, List<Candidate> candidates) {
        this.zone = zone;
        for (var candidate : candidates) {
            if (candidate.scheduled() && candidate.usable()) {
                usable.put(candidate.at(), candidate);
            }
        }
    }

    /** @param substituted true if the point is of another day */
    record Standing(LocalDate sunday, Candidate point, boolean substituted) {}

    /** The newest Sundays that are over and have a point, newest first, and whatever of them is a last one of a month. */
    record Newest(List<Standing> weekly, List<Standing> monthly) {}

    /** @param since the schedule's beginning: the day before which no Sunday counts */
    Newest newest(Instant since, Instant now, int weekly, int monthly) {
        var weeks = new ArrayList<Standing>();
        var months = new ArrayList<Standing>();
        var first = LocalDate.ofInstant(since, zone);
        for (var sunday = lastClosed(now); !sunday.isBefore(first); sunday = sunday.minusWeeks(1)) {
            if (weeks.size() >= weekly && months.size() >= monthly) {
                break;
            }
            var standing = standing(sunday);
            if (standing != null && weeks.size() < weekly) {
                weeks.add(standing);
            }
            if (standing != null && months.size() < monthly && isLastOfMonth(sunday)) {
                months.add(standing);
            }
        }
        return new Newest(weeks, months);
    }

    private LocalDate lastClosed(Instant now) {
        return LocalDate.ofInstant(now, zone).with(TemporalAdjusters.previous(DayOfWeek.SUNDAY));
    }

    private @Nullable Standing standing(LocalDate sunday) {
        var begin = startOf(sunday);
        var end = startOf(sunday.plusDays(1));
        var last = usable.lowerEntry(end);
        if (last != null && !last.getKey().isBefore(begin)) {
            return new Standing(sunday, last.getValue(), false);
        }
        if (last != null && !last.getKey().isBefore(begin.minus(NEAR))) {
            return new Standing(sunday, last.getValue(), true);
        }
        var next = usable.ceilingEntry(end);
        return next == null ? null : new Standing(sunday, next.getValue(), true);
    }

    private Instant startOf(LocalDate day) {
        return day.atStartOfDay(zone).toInstant();
    }

    private static boolean isLastOfMonth(LocalDate sunday) {
        return sunday.plusWeeks(1).getMonth() != sunday.getMonth();
    }
}
