package com.orocloud.failover.names.cloudflare;

import com.orocloud.failover.names.Declined;
import com.orocloud.failover.names.Found;
import com.orocloud.failover.names.Move;
import com.orocloud.failover.names.RecordSet;
import com.orocloud.failover.names.Zone;
import com.orocloud.failover.names.cloudflare.CloudflareApi.Batch;
import com.orocloud.failover.names.cloudflare.CloudflareApi.Deletion;
import com.orocloud.failover.names.cloudflare.CloudflareApi.Standing;
import com.orocloud.failover.names.cloudflare.CloudflareApi.Wanted;
import com.orocloud.failover.settings.FailoverSettings.Dns;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A zone at Cloudflare, which knows no conditions, but does several things whole or not at all, gives every record an id
 * of its own, and lets no second CNAME stand at a name.
 *
 * <p>So the epoch stands in a CNAME, {@code _epoch.<name>} with the target {@code epoch-<n>.<zone>}, and is never
 * overwritten: a change deletes that very record by its id and creates another one. A writer with an old plan names an
 * id that is gone, and of two writers of a new name one meets the other's CNAME; either way Cloudflare does nothing of
 * what they ask. The values are overwritten in place, because deleted and created ones would spread one by one and leave
 * a name without an answer for a moment.
 *
 * <p>A name may be behind their edge ("proxied"): what stands there is then the origin from which the edge fetches, and is
 * moved in the same way, while name servers go on answering the edge's addresses. A name stays on the side of the edge on
 * which it is found; a new one is put where the settings say.
 *
 * <p>What remains: who changes a record by hand between the look and the write, which are milliseconds apart, is
 * overwritten, since a record that was changed by hand keeps its id.
 */
final class CloudflareZone implements Zone {

    private static final String MARK = "CNAME";
    /** Less is refused to all but their largest customers. */
    private static final int LEAST_TTL_SECONDS = 60;
    /** The only one that they take for a name behind their edge. */
    private static final int AUTOMATIC_TTL = 1;
    /** What can be behind it. */
    private static final Set<String> AT_EDGE = Set.of("A", "AAAA", "CNAME");

    private final Dns.Zone zone;
    private final CloudflareApi api;
    private final boolean edge;

    CloudflareZone(Dns.Zone zone, CloudflareApi api, boolean edge) {
        this.zone = zone;
        this.api = api;
        this.edge = edge;
    }

    @Override
    public String apex() {
        return zone.name();
    }

    @Override
    public List<String> authoritativeServers() {
        return zone.authoritativeServers();
    }

    @Override
    public boolean hasEdge() {
        return edge;
    }

    @Override
    public Found find(String name, String type) throws IOException {
        // the mark first: who changes the name in between changes the mark too, and this one's id is gone
        RecordSet marks = recordSet("_epoch." + name, MARK, api.find(withoutDot("_epoch." + name), MARK));
        String mark =
                marks.isEmpty() ? null : marks.values().iterator().next().replaceFirst("^epoch-([^.]+)\\..*", "$1");
        List<Standing> standing = api.find(withoutDot(name), type);
        // of several records at a name, one behind the edge takes all of them there
        boolean behind = standing.isEmpty()
                ? edge && AT_EDGE.contains(type)
                : standing.stream().anyMatch(Standing::proxied);
        if (behind && !edge) {
            throw new Declined(name + " is proxied by Cloudflare, so its visitors are answered with Cloudflare's own"
                    + " addresses; let its record be DNS only, or set cloudflare.edge for its zone");
        }
        return new Found(recordSet(name, type, standing), marks, mark, behind);
    }

    private static RecordSet recordSet(String name, String type, List<Standing> standing) throws IOException {
        Map<String, String> records = new HashMap<>();
        for (Standing record : standing) {
            records.put(RecordSet.canonical(type, record.content()), record.id());
        }
        return new RecordSet(
                name, type, standing.stream().mapToLong(Standing::ttl).max().orElse(0), records);
    }

    @Override
    public boolean write(List<Move> moves) throws IOException {
        List<Deletion> deletes = new ArrayList<>();
        List<Wanted> puts = new ArrayList<>();
        List<Wanted> posts = new ArrayList<>();
        for (Move move : moves) {
            RecordSet marks = move.found().marks();
            marks.records().values().forEach(id -> deletes.add(new Deletion(id)));
            posts.add(new Wanted(
                    null, withoutDot(marks.name()), MARK, targetOf(move.mark()), Move.MARK_TTL_SECONDS, false));
            Map<String, String> standing = new HashMap<>(move.found().values().records());
            List<String> added = new ArrayList<>();
            for (String value : move.newValues()) {
                String id = standing.remove(value);
                if (id == null) {
                    added.add(value);
                } else {
                    puts.add(wanted(id, move, value));
                }
            }
            var free = new ArrayDeque<>(standing.values());
            for (String value : added) {
                String id = free.poll();
                (id == null ? posts : puts).add(wanted(id, move, value));
            }
            free.forEach(id -> deletes.add(new Deletion(id)));
        }
        return api.carryOut(new Batch(deletes, puts, posts));
    }

    private String targetOf(String mark) {
        return "epoch-" + mark + "." + withoutDot(zone.name());
    }

    private static Wanted wanted(@Nullable String id, Move move, String value) {
        return new Wanted(
                id,
                withoutDot(move.name()),
                move.type(),
                withoutDot(value),
                move.found().edge() ? AUTOMATIC_TTL : Math.max(move.ttlSeconds(), LEAST_TTL_SECONDS),
                move.found().edge());
    }

    private static String withoutDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
