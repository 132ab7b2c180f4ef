package com.orocloud.backup.retention;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/**
 * What becomes of a backup.
 *
 * @param tiers that keep it
 * @param guards that keep it, whatever the policy says
 * @param substitutes the Sundays without a usable point that it stands for
 * @param why in words, for people
 */
public record Verdict(
        Candidate candidate, Set<Tier> tiers, Set<Guard> guards, List<LocalDate> substitutes, String why) {

    public Verdict {
        tiers = Set.copyOf(tiers);
        guards = Set.copyOf(guards);
        substitutes = List.copyOf(substitutes);
    }

    public boolean kept() {
        return !tiers.isEmpty() || !guards.isEmpty();
    }
}
