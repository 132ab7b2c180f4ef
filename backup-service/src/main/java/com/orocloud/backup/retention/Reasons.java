package com.orocloud.backup.retention;

import com.orocloud.backup.retention.Candidate.Quarantined;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Verdicts in words, for dry runs, events and logs. */
final class Reasons {

    private Reasons() {}

    static String why(
            Policy policy, Candidate candidate, Set<Tier> tiers, Set<Guard> guards, List<LocalDate> substitutes) {
        if (tiers.isEmpty() && guards.isEmpty()) {
            return beyond(policy, candidate);
        }
        var reasons = new ArrayList<String>();
        new TreeSet<>(tiers).forEach(tier -> reasons.add(within(policy, tier)));
        if (!substitutes.isEmpty()) {
            reasons.add("it stands for %s, which has no usable point".formatted(listed(substitutes)));
        }
        new TreeSet<>(guards).forEach(guard -> reasons.add(guard.because()));
        return String.join("; ", reasons);
    }

    private static String within(Policy policy, Tier tier) {
        return switch (tier) {
            case HOURLY -> "younger than " + inWords(policy.hourly());
            case WEEKLY -> "the last usable point of one of the newest %d Sundays".formatted(policy.weekly());
            case MONTHLY ->
                "the last usable point of the last Sunday of one of the newest %d months".formatted(policy.monthly());
            case MANUAL -> "asked for, and younger than " + policy.manual();
        };
    }

    private static String beyond(Policy policy, Candidate candidate) {
        if (candidate.proof() instanceof Quarantined) {
            return "it does not restore, and was evidence for " + inWords(Retention.QUARANTINE);
        }
        if (!candidate.scheduled()) {
            return "asked for, and not younger than " + policy.manual();
        }
        var reasons = new ArrayList<String>();
        reasons.add("not younger than " + inWords(policy.hourly()));
        if (policy.weekly() > 0) {
            reasons.add("stands for none of the newest %d Sundays".formatted(policy.weekly()));
        }
        if (policy.monthly() > 0) {
            reasons.add("stands for none of the last Sundays of the newest %d months".formatted(policy.monthly()));
        }
        return String.join("; ", reasons);
    }

    private static String listed(List<LocalDate> days) {
        return String.join(", ", days.stream().map(LocalDate::toString).toList());
    }

    private static String inWords(Duration age) {
        return age.toHoursPart() == 0 ? age.toDays() + " days" : age.toHours() + " hours";
    }
}
