package com.orocloud.failover.names;

import com.orocloud.failover.names.Attempt.Done;
import com.orocloud.failover.names.Attempt.Plan;
import com.orocloud.failover.names.Attempt.Refused;
import com.orocloud.failover.names.Attempt.Unavailable;
import com.orocloud.failover.names.NameChange.Wanted;
import com.orocloud.failover.settings.FailoverSettings;
import com.orocloud.failover.settings.FailoverSettings.Dns;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Changes of the platform's zones, and lookups in anybody's.
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

    private final List<? extends Zone> zones;
    private final Dns settings;
    private final Clock clock;
    private final Map<Zone, Instant> silentUntil = new ConcurrentHashMap<>();

    Names(FailoverSettings settings, List<ZoneHost> hosts, Clock clock) {
        this.settings = settings.dns();
        this.clock = clock;
        this.zones = hosts.stream()
                .flatMap(host -> host.zones().stream())
                .sorted(Comparator.comparingInt((Zone zone) -> zone.apex().length())
                        .reversed())
                .toList();
    }

    /** A name that says something else than it is to say. */
    record Observed(String name, String type, List<String> expected, List<String> found) {}

    /** What resolvers say: those that agree, those that say something else, and those that say nothing. */
    record Spread(List<String> agree, List<String> differ, List<String> silent) {

        /** More than half agree, and none that answers says anything else. */
        boolean isComplete() {
            return differ.isEmpty() && agree.size() > silent.size();
        }
    }

    /** Looks and decides; changes nothing. */
    Attempt plan(NameChange change) {
        Zone zone = null;
        try {
            List<Move> moves = new ArrayList<>();
            for (Wanted wanted : change.records()) {
                Zone holder = zoneOf(wanted.name());
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
                Found found = zone.find(absolute(wanted.name()).toString(), wanted.type());
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
            return zone == null || moves.stream().allMatch(Move::isMade) ? new Done() : new Plan(zone, moves);
        } catch (IOException e) {
            return failure(zone, e);
        }
    }

    private @Nullable Zone zoneOf(String name) throws TextParseException {
        Name wanted = absolute(name);
        for (Zone zone : zones) {
            if (wanted.subdomain(absolute(zone.apex()))) {
                return zone;
            }
        }
        return null;
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
                    ? new Done()
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

    /** Authoritative servers that do not give the wanted answers yet; empty if all do. */
    List<String> notYetAt(NameChange change) {
        return authoritative(change).stream()
                .filter(server -> !says(server, change))
                .toList();
    }

    /** Those of the zone that the change is about. */
    List<String> authoritative(NameChange change) {
        try {
            Zone zone = zoneOf(change.records().getFirst().name());
            return zone == null ? List.of() : zone.authoritativeServers();
        } catch (TextParseException e) {
            return List.of();
        }
    }

    /** Where a domain owner's names are looked up. */
    String resolver() {
        return settings.resolver();
    }

    /** Whether the owner's names say it; null if nobody can tell now. */
    @Nullable
    Boolean saysAtOwner(NameChange change) {
        try {
            return matches(resolver(), change, false);
        } catch (IOException e) {
            return null;
        }
    }

    /** Names that say something else than was asked for, where they are looked up; null if nobody can tell now. */
    @Nullable
    List<Observed> differing(NameChange change) {
        try {
            List<Observed> differing = new ArrayList<>();
            for (Wanted wanted : change.records()) {
                Set<String> found = values(ask(change, wanted), Type.value(wanted.type()));
                if (!found.equals(RecordSet.canonical(wanted.type(), wanted.newValues()))) {
                    differing.add(new Observed(wanted.name(), wanted.type(), wanted.newValues(), List.copyOf(found)));
                }
            }
            return differing;
        } catch (IOException e) {
            return null;
        }
    }

    Spread spread(NameChange change) {
        var spread = new Spread(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (String resolver : settings.resolvers()) {
            try {
                (matches(resolver, change, false) ? spread.agree() : spread.differ()).add(resolver);
            } catch (IOException e) {
                spread.silent().add(resolver);
            }
        }
        return spread;
    }

    /** The longest time for which anybody may keep an answer; null if nobody can tell now. */
    @Nullable
    Integer ttlSeconds(NameChange change) {
        try {
            long longest = 0;
            for (Wanted wanted : change.records()) {
                longest = Math.max(
                        longest,
                        ask(change, wanted).getSection(Section.ANSWER).stream()
                                .mapToLong(Record::getTTL)
                                .max()
                                .orElse(0));
            }
            return Math.toIntExact(longest);
        } catch (IOException e) {
            return null;
        }
    }

    /** Of ours the first authoritative server is asked, of others' a resolver. */
    private Message ask(NameChange change, Wanted wanted) throws IOException {
        List<String> own = change.ours() ? authoritative(change) : List.of();
        String server = own.isEmpty() ? resolver() : own.getFirst();
        return NameServers.ask(server, absolute(wanted.name()), Type.value(wanted.type()), own.isEmpty());
    }

    private static boolean says(String server, NameChange change) {
        try {
            return matches(server, change, true);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean matches(String server, NameChange change, boolean authoritative) throws IOException {
        for (Wanted wanted : change.records()) {
            int type = Type.value(wanted.type());
            Message answer = NameServers.ask(server, absolute(wanted.name()), type, !authoritative);
            boolean own = answer.getHeader().getFlag(Flags.AA);
            boolean right = change.isSaidBy(values(answer, type), wanted);
            if (!right || (authoritative && !own)) {
                return false;
            }
        }
        return true;
    }

    private static Set<String> values(Message answer, int type) {
        Set<String> values = new TreeSet<>();
        for (Record record : answer.getSection(Section.ANSWER)) {
            if (record.getType() == type && record.getDClass() == DClass.IN) {
                values.add(record.rdataToString());
            }
        }
        return values;
    }

    private static Name absolute(String name) throws TextParseException {
        return Name.fromString(name, Name.root);
    }
}
