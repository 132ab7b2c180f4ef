package com.orocloud.failover.names;

import com.orocloud.failover.names.NameChange.Wanted;
import com.orocloud.failover.settings.FailoverSettings;
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
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * The platform's zone, by dynamic update (RFC 2136) signed with TSIG, and lookups in anybody's zone.
 *
 * <p>A change is one atomic update of all its names, on the condition that both the old values and the epochs beside
 * them, in {@code _epoch.<name>} TXT, are what they were when the change was planned. The old value alone would not do:
 * after a move there and back, an old plan would fit again. Names that are let go keep a mark there, for the same reason.
 */
@Component
class Names {

    private static final int EPOCH_TTL_SECONDS = 60;
    /** Stands in an epoch's place at a name that was let go: whoever takes it next begins anew. */
    private static final String RELEASED = "released";

    private static final Set<Integer> CHANGED_MEANWHILE =
            Set.of(Rcode.NXRRSET, Rcode.YXRRSET, Rcode.NXDOMAIN, Rcode.YXDOMAIN);

    private final NameServers servers;
    private final Name zone;

    Names(FailoverSettings settings) {
        this.servers = new NameServers(settings.dns());
        this.zone = absolute(settings.dns().zone());
    }

    /** What came of a step towards a change. */
    sealed interface Result {}

    /** The update that would make the change, on the conditions that were found. */
    record Plan(Update update) implements Result {}

    /** The server has it. */
    record Done() implements Result {}

    /** Will not be done. */
    record Refused(String code, String message, boolean retryable) implements Result {}

    /** Not now; to be tried again from the beginning. */
    record Unavailable(String why) implements Result {}

    /** A name that says something else than it is to say. */
    record Observed(String name, String type, List<String> expected, List<String> found) {}

    /** What resolvers say: those that agree, those that say something else, and those that say nothing. */
    record Spread(List<String> agree, List<String> differ, List<String> silent) {

        /** More than half agree, and none that answers says anything else. */
        boolean isComplete() {
            return differ.isEmpty() && agree.size() > silent.size();
        }
    }

    /**
     * What stands at one name now.
     *
     * @param mark the epoch that it belongs to, or that it was let go; null if it was never ours
     */
    private record Found(Set<String> values, @Nullable String mark) {

        boolean isNewerThan(long epoch) {
            return mark != null && !mark.equals(RELEASED) && Long.parseLong(mark) > epoch;
        }
    }

    /** Looks and decides; changes nothing. */
    Result plan(NameChange change) {
        try {
            Update update = new Update(zone);
            boolean done = true;
            for (Wanted wanted : change.records()) {
                Name name = absolute(wanted.name());
                if (!name.subdomain(zone)) {
                    return foreign(wanted);
                }
                Found found = find(name, wanted.type());
                Refused refusal = refusal(change, wanted, found);
                if (refusal != null) {
                    return refusal;
                }
                if (change.releases() && !found.values().isEmpty() && change.isSaidBy(found.values(), wanted)) {
                    continue; // it leads elsewhere, which is not ours to take away
                }
                String mark = change.releases() ? RELEASED : Long.toString(change.siteEpoch());
                done &= found.values().equals(Set.copyOf(wanted.newValues())) && mark.equals(found.mark());
                add(update, name, wanted, mark, found);
            }
            return done ? new Done() : new Plan(update);
        } catch (IOException e) {
            return new Unavailable("the name server does not answer: " + e.getMessage());
        }
    }

    private Refused foreign(Wanted wanted) {
        String message = wanted.name() + " is not in our zone " + zone;
        return new Refused("FOREIGN_ZONE", message, false);
    }

    private static @Nullable Refused refusal(NameChange change, Wanted wanted, Found found) {
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
        boolean expected = found.values().equals(Set.copyOf(wanted.expectedOld()));
        return expected || change.isSaidBy(found.values(), wanted)
                ? null
                : new Refused(
                        "OLD_VALUE_DIFFERS",
                        wanted.name() + " says " + found.values() + ", expected was " + wanted.expectedOld(),
                        false);
    }

    private static void add(Update update, Name name, Wanted wanted, String mark, Found found) throws IOException {
        int type = Type.value(wanted.type());
        Name markName = markName(name);
        if (found.values().isEmpty()) {
            update.absent(name, type);
        }
        for (String value : found.values()) {
            update.present(name, type, value);
        }
        if (found.mark() == null) {
            update.absent(markName, Type.TXT);
        } else {
            update.present(markName, Type.TXT, found.mark());
        }
        update.delete(name, type);
        for (String value : wanted.newValues()) {
            update.add(name, type, wanted.ttlSeconds(), value);
        }
        update.replace(markName, Type.TXT, EPOCH_TTL_SECONDS, mark);
    }

    /** Makes the planned change, if its conditions still hold at the server. */
    Result carryOut(Plan plan) {
        try {
            int code = servers.update(plan.update()).getRcode();
            if (code == Rcode.NOERROR) {
                return new Done();
            }
            if (CHANGED_MEANWHILE.contains(code)) {
                return new Unavailable("the names were changed by another since they were looked at");
            }
            return code == Rcode.SERVFAIL
                    ? new Unavailable("the name server failed")
                    : new Refused("SERVER_REFUSED", "the name server answered " + Rcode.string(code), false);
        } catch (IOException e) {
            return new Unavailable("the name server does not answer: " + e.getMessage());
        }
    }

    /** Authoritative servers that do not give the wanted answers yet; empty if all do. */
    List<String> notYetAt(NameChange change) {
        List<String> missing = new ArrayList<>();
        for (String server : authoritative()) {
            if (!says(server, change, true)) {
                missing.add(server);
            }
        }
        return missing;
    }

    List<String> authoritative() {
        return servers.authoritative();
    }

    /** Where a domain owner's names are looked up. */
    String resolver() {
        return servers.resolver();
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
        String server = change.ours() ? authoritative().getFirst() : resolver();
        try {
            List<Observed> differing = new ArrayList<>();
            for (Wanted wanted : change.records()) {
                int type = Type.value(wanted.type());
                Set<String> found = values(servers.ask(server, absolute(wanted.name()), type, !change.ours()), type);
                if (!found.equals(Set.copyOf(wanted.newValues()))) {
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
        for (String resolver : servers.resolvers()) {
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
        String server = change.ours() ? authoritative().getFirst() : resolver();
        try {
            long longest = 0;
            for (Wanted wanted : change.records()) {
                Message answer =
                        servers.ask(server, absolute(wanted.name()), Type.value(wanted.type()), !change.ours());
                longest = Math.max(
                        longest,
                        answer.getSection(Section.ANSWER).stream()
                                .mapToLong(Record::getTTL)
                                .max()
                                .orElse(0));
            }
            return Math.toIntExact(longest);
        } catch (IOException e) {
            return null;
        }
    }

    private boolean says(String server, NameChange change, boolean authoritative) {
        try {
            return matches(server, change, authoritative);
        } catch (IOException e) {
            return false;
        }
    }

    private boolean matches(String server, NameChange change, boolean authoritative) throws IOException {
        for (Wanted wanted : change.records()) {
            Message answer = servers.ask(server, absolute(wanted.name()), Type.value(wanted.type()), !authoritative);
            boolean own = answer.getHeader().getFlag(Flags.AA);
            boolean right = change.isSaidBy(values(answer, Type.value(wanted.type())), wanted);
            if (!right || (authoritative && !own)) {
                return false;
            }
        }
        return true;
    }

    private Found find(Name name, String type) throws IOException {
        Set<String> values = values(servers.askPrimary(name, Type.value(type)), Type.value(type));
        Message marks = servers.askPrimary(markName(name), Type.TXT);
        String mark = null;
        for (Record record : marks.getSection(Section.ANSWER)) {
            if (record instanceof TXTRecord text) {
                mark = text.getStrings().getFirst();
            }
        }
        return new Found(values, mark);
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

    private static Name markName(Name name) throws TextParseException {
        return Name.fromString("_epoch", name);
    }

    private static Name absolute(String name) {
        return Name.fromConstantString(name.endsWith(".") ? name : name + ".");
    }
}
