package com.orocloud.failover.names;

import com.orocloud.failover.names.Attempt.Done;
import com.orocloud.failover.names.Attempt.Plan;
import com.orocloud.failover.names.Attempt.Refused;
import com.orocloud.failover.names.Attempt.Unavailable;
import com.orocloud.failover.names.NameChange.Wanted;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.xbill.DNS.TextParseException;

/**
 * Changes of the platform's zones.
 *
 * <p>A change is made whole or not at all, on the condition that both the old values and the epochs beside them are what
 * they were when the change was planned. The old value alone would not do: after a move there and back, an old plan
 * would fit again. Names that are let go keep a mark in the epoch's place, for the same reason.
 */
@Component
class Names {

    /** Stands in an epoch's place at a name that was let go: whoever takes it next begins anew. */
    private static final String RELEASED = "released";

    /** A host that does not answer is not asked for the next name at once: many waiting for it would hold up the others. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Zones zones;
    private final Clock clock;
    private final Map<Zone, Instant> silentUntil = new ConcurrentHashMap<>();

    Names(Zones zones, Clock clock) {
        this.zones = zones;
        this.clock = clock;
    }

    /** Looks and decides; changes nothing. */
    Attempt plan(NameChange change) {
        Zone zone = null;
        try {
            List<Move> moves = new ArrayList<>();
            boolean edge = false;
            for (Wanted wanted : change.records()) {
                Zone holder = zones.holding(wanted.name());
                if (holder == null) {
                    return new Refused("FOREIGN_ZONE", wanted.name() + " is in none of our zones", false);
                }
                if (zone != null && !zone.equals(holder)) {
                    return new Refused(
                            "SEVERAL_ZONES",
                            wanted.name() + " is in " + holder.apex() + ", other names of this change are in "
                                    + zone.apex() + ", and no change of both is made whole or not at all",
                            false);
                }
                zone = holder;
                if (clock.instant().isBefore(silentUntil.getOrDefault(zone, Instant.EPOCH))) {
                    return new Unavailable("the host of " + zone.apex() + " did not answer a moment ago");
                }
                Set<String> wantedNow = RecordSet.canonical(wanted.type(), wanted.newValues());
                Found found = zone.find(NameServers.absolute(wanted.name()).toString(), wanted.type());
                edge |= found.edge();
                Refused refusal = refusal(change, wanted, found);
                if (refusal != null) {
                    return refusal;
                }
                if (change.releases()
                        && !found.values().isEmpty()
                        && change.isSaidBy(found.values().values(), wanted)) {
                    continue; // it leads elsewhere, which is not ours to take away
                }
                String mark = change.releases() ? RELEASED : Long.toString(change.siteEpoch());
                moves.add(new Move(found, wantedNow, wanted.ttlSeconds(), mark));
            }
            return zone == null || moves.stream().allMatch(Move::isMade) ? new Done(edge) : new Plan(zone, moves);
        } catch (IOException e) {
            return failure(zone, e);
        }
    }

    private static @Nullable Refused refusal(NameChange change, Wanted wanted, Found found) throws TextParseException {
        if (wanted.newValues().isEmpty() != change.releases()) {
            return new Refused(
                    "EMPTY_ANSWER", "a name is left without an answer only when its environment ends", false);
        }
        if (found.isNewerThan(change.siteEpoch())) {
            return new Refused(
                    "STALE_EPOCH",
                    wanted.name() + " belongs to site epoch " + found.mark() + ", the change to " + change.siteEpoch(),
                    false);
        }
        Set<String> says = found.values().values();
        return says.equals(RecordSet.canonical(wanted.type(), wanted.expectedOld())) || change.isSaidBy(says, wanted)
                ? null
                : new Refused(
                        "OLD_VALUE_DIFFERS",
                        wanted.name() + " says " + says + ", expected was " + wanted.expectedOld(),
                        false);
    }

    /** Makes the planned change, if its conditions still hold where it is made. */
    Attempt carryOut(Plan plan) {
        try {
            return plan.zone().write(plan.moves())
                    ? new Done(
                            plan.moves().stream().anyMatch(move -> move.found().edge()))
                    : new Unavailable("the names were changed by another since they were looked at");
        } catch (IOException e) {
            return failure(plan.zone(), e);
        }
    }

    private Attempt failure(@Nullable Zone zone, IOException failure) {
        return switch (failure) {
            case TextParseException malformed ->
                new Refused("MALFORMED", String.valueOf(malformed.getMessage()), false);
            case Declined declined -> new Refused("SERVER_REFUSED", String.valueOf(declined.getMessage()), false);
            default -> {
                if (zone != null) {
                    silentUntil.put(zone, clock.instant().plus(PAUSE));
                }
                yield new Unavailable("the host of the zone does not answer: " + failure.getMessage());
            }
        };
    }
}
