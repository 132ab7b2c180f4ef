package com.orocloud.backup.retention;

import com.orocloud.backup.retention.Candidate.Proven;
import com.orocloud.backup.retention.Candidate.Quarantined;
import com.orocloud.backup.retention.Candidate.Unproven;
import com.orocloud.backup.retention.Sundays.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides which backups of one environment are kept.
 *
 * <p>Deciding again over what an earlier decision left gives the same answer: deletion may stop anywhere and go on later.
 * An earlier {@code now} never deletes what a later one keeps, so a clock that is behind is harmless.
 *
 * @param zone in which days begin
 */
public record Retention(Policy policy, ZoneId zone) {

    /** A backup that does not restore is kept as evidence up to this age, that age included. */
    public static final Duration QUARANTINE = Duration.ofDays(30);

    /**
     * @param since when the environment's schedule began: no Sunday before that day counts
     * @return one verdict for each candidate, oldest first
     */
    public List<Verdict> decide(List<Candidate> candidates, Instant since, Instant now) {
        var sundays = new Sundays(zone, candidates).newest(since, now, policy.weekly(), policy.monthly());
        var weekly = sundays.weekly().stream().map(Standing::point).collect(Collectors.toSet());
        var monthly = sundays.monthly().stream().map(Standing::point).collect(Collectors.toSet());
        var substitutes = substitutes(sundays);
        var tiers = new HashMap<Candidate, Set<Tier>>();
        for (var candidate : candidates) {
            var kept = byAge(candidate, now);
            if (weekly.contains(candidate)) {
                kept.add(Tier.WEEKLY);
            }
            if (monthly.contains(candidate)) {
                kept.add(Tier.MONTHLY);
            }
            tiers.put(candidate, kept);
        }
        var newest = Newest.of(candidates, tiers);
        var daily = daily(candidates);
        return candidates.stream()
                .sorted(Comparator.comparing(Candidate::at).thenComparing(Candidate::id))
                .map(each ->
                        verdict(each, tiers.getOrDefault(each, Set.of()), newest.guards(each, now), substitutes, daily))
                .toList();
    }

    /** The tiers that look at a point's own age and at nothing else. */
    private Set<Tier> byAge(Candidate candidate, Instant now) {
        var tiers = EnumSet.noneOf(Tier.class);
        if (candidate.proof() instanceof Quarantined) {
            return tiers;
        }
        if (candidate.scheduled() && now.isBefore(candidate.at().plus(policy.hourly()))) {
            tiers.add(Tier.HOURLY);
        }
        if (!candidate.scheduled()
                && now.isBefore(
                        candidate.at().atZone(zone).plus(policy.manual()).toInstant())) {
            tiers.add(Tier.MANUAL);
        }
        return tiers;
    }

    /** The first usable scheduled point at or after each midnight of the zone. */
    private Set<Candidate> daily(List<Candidate> candidates) {
        var first = new HashMap<LocalDate, Candidate>();
        for (var candidate : candidates) {
            if (candidate.scheduled() && candidate.usable()) {
                first.merge(
                        LocalDate.ofInstant(candidate.at(), zone),
                        candidate,
                        (one, other) -> other.at().isBefore(one.at()) ? other : one);
            }
        }
        return Set.copyOf(first.values());
    }

    private static Map<Candidate, List<LocalDate>> substitutes(Sundays.Newest sundays) {
        var substitutes = new HashMap<Candidate, List<LocalDate>>();
        for (var standings : List.of(sundays.weekly(), sundays.monthly())) {
            for (var standing : standings) {
                var days = substitutes.computeIfAbsent(standing.point(), _ -> new ArrayList<>());
                if (standing.substituted() && !days.contains(standing.sunday())) {
                    days.add(standing.sunday());
                }
            }
        }
        return substitutes;
    }

    /** The points that everything else rests on. */
    private record Newest(
            @Nullable Candidate usable,
            @Nullable Candidate offRegion,
            @Nullable Candidate onlyOfItsClass) {

        static Newest of(List<Candidate> candidates, Map<Candidate, Set<Tier>> tiers) {
            var hourlyIsProven = candidates.stream()
                    .anyMatch(each ->
                            each.usable() && tiers.getOrDefault(each, Set.of()).contains(Tier.HOURLY));
            return new Newest(
                    newest(candidates, Candidate::usable),
                    newest(candidates, Candidate::usableOffRegion),
                    hourlyIsProven ? null : newest(candidates, each -> each.usable() && each.scheduled()));
        }

        private static @Nullable Candidate newest(List<Candidate> candidates, Predicate<Candidate> those) {
            return candidates.stream()
                    .filter(those)
                    .max(Comparator.comparing(Candidate::at).thenComparing(Candidate::id))
                    .orElse(null);
        }

        Set<Guard> guards(Candidate candidate, Instant now) {
            var guards = EnumSet.noneOf(Guard.class);
            guards.addAll(candidate.guards());
            if (candidate.equals(usable)) {
                guards.add(Guard.NEWEST_USABLE);
            }
            if (candidate.equals(offRegion)) {
                guards.add(Guard.NEWEST_OFF_REGION);
            }
            if (candidate.equals(onlyOfItsClass)) {
                guards.add(Guard.ONLY_PROVEN_OF_ITS_CLASS);
            }
            switch (candidate.proof()) {
                case Unproven _ -> {
                    if (usable == null || !usable.at().isAfter(candidate.at())) {
                        guards.add(Guard.NO_NEWER_PROVEN);
                    }
                }
                case Quarantined(var since) -> {
                    if (!now.isAfter(since.plus(QUARANTINE))) {
                        guards.add(Guard.EVIDENCE);
                    }
                }
                case Proven _ -> {}
            }
            return guards;
        }
    }

    private Verdict verdict(
            Candidate candidate,
            Set<Tier> tiers,
            Set<Guard> guards,
            Map<Candidate, List<LocalDate>> substitutes,
            Set<Candidate> daily) {
        var days = substitutes.getOrDefault(candidate, List.of());
        return new Verdict(
                candidate,
                tiers,
                guards,
                days,
                daily.contains(candidate),
                Reasons.why(policy, candidate, tiers, guards, days));
    }
}
