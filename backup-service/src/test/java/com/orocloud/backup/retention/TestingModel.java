package com.orocloud.backup.retention;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The published table once more, the naive way: it remembers every usable point that ever was, deletes nothing, walks
 * the calendar forward day by day, and lets older Sundays fall out of two short queues.
 */
final class TestingModel {

    private static final long SEVEN_DAYS = 7 * 24 * 60 * 60;
    private static final long ONE_DAY = 24 * 60 * 60;

    private final ZoneId zone;
    private final LocalDate firstDay;
    private final List<Instant> usable = new ArrayList<>();

    TestingModel(ZoneId zone, Instant first) {
        this.zone = zone;
        this.firstDay = first.atZone(zone).toLocalDate();
    }

    void add(Instant point) {
        usable.add(point);
    }

    Set<Instant> kept(Instant now) {
        var kept = new TreeSet<Instant>();
        for (int i = usable.size() - 1; i >= 0 && secondsBetween(usable.get(i), now) < SEVEN_DAYS; i--) {
            kept.add(usable.get(i));
        }
        if (!usable.isEmpty()) {
            kept.add(usable.getLast());
        }
        Deque<Instant> weeks = new ArrayDeque<>();
        Deque<Instant> months = new ArrayDeque<>();
        var today = now.atZone(zone).toLocalDate();
        for (var day = firstDay; day.isBefore(today); day = day.plusDays(1)) {
            var point = day.getDayOfWeek() == DayOfWeek.SUNDAY ? pointFor(day) : null;
            if (point != null) {
                push(weeks, point, 4);
                if (day.getDayOfMonth() + 7 > day.lengthOfMonth()) {
                    push(months, point, 12);
                }
            }
        }
        kept.addAll(weeks);
        kept.addAll(months);
        return kept;
    }

    private static void push(Deque<Instant> queue, Instant point, int size) {
        queue.addLast(point);
        if (queue.size() > size) {
            queue.removeFirst();
        }
    }

    private @Nullable Instant pointFor(LocalDate sunday) {
        var midnight = sunday.atStartOfDay(zone).toInstant();
        @Nullable Instant ofTheDay = null;
        @Nullable Instant before = null;
        @Nullable Instant after = null;
        for (int i = firstFrom(midnight.minusSeconds(ONE_DAY)); i < usable.size() && after == null; i++) {
            var day = usable.get(i).atZone(zone).toLocalDate();
            switch (Integer.signum(day.compareTo(sunday))) {
                case -1 -> before = usable.get(i);
                case 0 -> ofTheDay = usable.get(i);
                default -> after = usable.get(i);
            }
        }
        return ofTheDay != null ? ofTheDay : before != null ? before : after;
    }

    private int firstFrom(Instant instant) {
        int low = 0;
        int high = usable.size();
        while (low < high) {
            int middle = (low + high) / 2;
            if (usable.get(middle).isBefore(instant)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static long secondsBetween(Instant from, Instant to) {
        return to.getEpochSecond() - from.getEpochSecond();
    }
}
