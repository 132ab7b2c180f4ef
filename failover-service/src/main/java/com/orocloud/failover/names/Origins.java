package com.orocloud.failover.names;

import com.orocloud.failover.names.NameChange.Wanted;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Those names of a change that are behind an edge, with where the edge fetches from, as its operator tells it. Name
 * servers answer the edge's own addresses for them, always the same.
 *
 * @param standing empty for a name at which nothing stands
 */
record Origins(Map<Wanted, Set<String>> standing) {

    /** @throws IOException if the host of the zone does not tell now */
    static Origins of(NameChange change, @Nullable Zone zone) throws IOException {
        var standing = new HashMap<Wanted, Set<String>>();
        if (zone != null && zone.hasEdge()) {
            for (Wanted wanted : change.records()) {
                Found found = zone.find(NameServers.absolute(wanted.name()).toString(), wanted.type());
                if (found.edge()) {
                    standing.put(wanted, found.values().values());
                }
            }
        }
        return new Origins(standing);
    }

    /** Null if it is not behind an edge. */
    @Nullable
    Set<String> at(Wanted wanted) {
        return standing.get(wanted);
    }

    /** The type of the records with which visitors are answered: an alias behind an edge is none to them. */
    int answeredType(Wanted wanted) {
        return standing.containsKey(wanted) && wanted.type().equals("CNAME") ? Type.A : Type.value(wanted.type());
    }

    /** Whether a name that is answered so says what was asked for. */
    boolean isRight(NameChange change, Wanted wanted, Set<String> answered) throws TextParseException {
        Set<String> origin = standing.get(wanted);
        if (origin == null) {
            return change.isSaidBy(answered, wanted);
        }
        boolean reachable = !answered.isEmpty() && Collections.disjoint(answered, origin);
        return change.isSaidBy(origin, wanted) && (origin.isEmpty() ? answered.isEmpty() : reachable);
    }
}
