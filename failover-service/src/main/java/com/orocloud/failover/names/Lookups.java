package com.orocloud.failover.names;

import com.orocloud.failover.names.NameChange.Wanted;
import com.orocloud.failover.settings.FailoverSettings;
import com.orocloud.failover.settings.FailoverSettings.Dns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What names say, in the platform's zones and in anybody's; of names behind an edge, what the edge's operator says. */
@Component
class Lookups {

    private final Zones zones;
    private final Dns settings;

    Lookups(Zones zones, FailoverSettings settings) {
        this.zones = zones;
        this.settings = settings.dns();
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

    /** Authoritative servers that do not give the wanted answers yet; empty if all do. */
    List<String> notYetAt(NameChange change) {
        List<String> servers = authoritative(change);
        try {
            Origins origins = origins(change);
            return servers.stream()
                    .filter(server -> !says(server, change, origins))
                    .toList();
        } catch (IOException e) {
            return servers;
        }
    }

    private Origins origins(NameChange change) throws IOException {
        return Origins.of(change, change.ours() ? zones.holding(change) : null);
    }

    /** Whether its names may be behind an edge: to look at them costs requests, of which there are only so many. */
    boolean isAtEdge(NameChange change) {
        Zone zone = change.ours() ? zones.holding(change) : null;
        return zone != null && zone.hasEdge();
    }

    /** Those of the zone that the change is about. */
    List<String> authoritative(NameChange change) {
        Zone zone = zones.holding(change);
        return zone == null ? List.of() : zone.authoritativeServers();
    }

    /** Where a domain owner's names are looked up. */
    String resolver() {
        return settings.resolver();
    }

    /** Whether the owner's names say it; null if nobody can tell now. */
    @Nullable
    Boolean saysAtOwner(NameChange change) {
        try {
            return matches(resolver(), change, origins(change), false);
        } catch (IOException e) {
            return null;
        }
    }

    /** Names that say something else than was asked for, where they are looked up; null if nobody can tell now. */
    @Nullable
    List<Observed> differing(NameChange change) {
        try {
            Origins origins = origins(change);
            List<Observed> differing = new ArrayList<>();
            for (Wanted wanted : change.records()) {
                Set<String> origin = origins.at(wanted);
                Set<String> found =
                        origin == null ? values(ask(change, wanted), Type.value(wanted.type())) : new TreeSet<>(origin);
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
        Origins origins;
        try {
            origins = origins(change);
        } catch (IOException e) {
            return new Spread(List.of(), List.of(), settings.resolvers());
        }
        for (String resolver : settings.resolvers()) {
            try {
                (matches(resolver, change, origins, false) ? spread.agree() : spread.differ()).add(resolver);
            } catch (IOException e) {
                spread.silent().add(resolver);
            }
        }
        return spread;
    }

    /** The longest time for which anybody may keep what moves; null if nobody can tell now. */
    @Nullable
    Integer ttlSeconds(NameChange change) {
        try {
            Origins origins = origins(change);
            long longest = 0;
            for (Wanted wanted : change.records()) {
                if (origins.at(wanted) != null) {
                    continue; // nobody but the edge knows its origin
                }
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
        return NameServers.ask(server, NameServers.absolute(wanted.name()), Type.value(wanted.type()), own.isEmpty());
    }

    private static boolean says(String server, NameChange change, Origins origins) {
        try {
            return matches(server, change, origins, true);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean matches(String server, NameChange change, Origins origins, boolean authoritative)
            throws IOException {
        for (Wanted wanted : change.records()) {
            int type = origins.answeredType(wanted);
            Message answer = NameServers.ask(server, NameServers.absolute(wanted.name()), type, !authoritative);
            boolean own = answer.getHeader().getFlag(Flags.AA);
            boolean right = origins.isRight(change, wanted, values(answer, type));
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
}
