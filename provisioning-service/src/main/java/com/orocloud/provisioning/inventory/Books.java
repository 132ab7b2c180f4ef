package com.orocloud.provisioning.inventory;

import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.provisioning.cloud.Place;
import com.orocloud.provisioning.site.NodeFence;
import com.orocloud.provisioning.site.Site;
import com.orocloud.provisioning.site.SitePlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What should be, at one moment.
 *
 * @param sites by their ids
 * @param beingFenced nodes that are stopped, or about to be, because another leads
 */
public record Books(Map<String, Stored<Site>> sites, Set<String> beingFenced) {

    /** More than one installation holds; read in one go, so that it is all of one moment. */
    private static final int ROWS_MAX = 100_000;

    static final int FINDINGS_MAX = 1_000;

    /** Sites whose nodes should all be there and serve, and that have not changed since these other books were read. */
    List<Stored<Site>> settledSince(Books before) {
        return sites.values().stream()
                .filter(stored -> stored.state() instanceof Site.Complete)
                .filter(stored -> isSettledSince(before, stored))
                .toList();
    }

    boolean isSettledSince(Books before, Stored<Site> stored) {
        Stored<Site> then = before.sites.get(stored.id());
        return then != null && then.version() == stored.version();
    }

    /**
     * The holders of addresses: every environment that was accepted, with the regions that it has addresses in.
     *
     * @param ended true if it has none any more: what carries its label is an orphan
     */
    public record Holder(String environmentId, List<Place> places, boolean ended) {}

    /** Where the books are. */
    public static final class Shelf {

        private final StateTable<Site> sites;
        private final StateTable<NodeFence> fences;
        private final Supplier<List<Holder>> holders;
        private final Function<Place, List<String>> zones;

        public Shelf(
                StateTable<Site> sites,
                StateTable<NodeFence> fences,
                Supplier<List<Holder>> holders,
                Function<Place, List<String>> zones) {
            this.sites = sites;
            this.fences = fences;
            this.holders = holders;
            this.zones = zones;
        }

        Books books() {
            return new Books(
                    sites.in(ROWS_MAX).stream().collect(Collectors.toMap(Stored::id, Function.identity())),
                    fences
                            .in(ROWS_MAX, NodeFence.Stopping.class, NodeFence.Stopped.class, NodeFence.Rejoining.class)
                            .stream()
                            .map(stored -> stored.state().order().nodeId())
                            .collect(Collectors.toSet()));
        }

        /** Every region that something of ours may be in. */
        List<Place> places() {
            return Stream.concat(
                            sites.in(ROWS_MAX).stream()
                                    .map(stored -> stored.state().plan().place()),
                            holders.get().stream().flatMap(holder -> holder.places().stream()))
                    .distinct()
                    .toList();
        }

        List<String> zones(Place place) {
            return zones.apply(place);
        }

        Set<String> environments() {
            return holders.get().stream()
                    .filter(holder -> !holder.ended())
                    .map(Holder::environmentId)
                    .collect(Collectors.toSet());
        }

        Optional<Stored<Site>> site(String environmentId, long epoch) {
            return sites.find(SitePlan.id(environmentId, epoch));
        }

        /** Any site of this environment: they all know whose it is. */
        Optional<Stored<Site>> site(String environmentId) {
            return site(environmentId, 1);
        }
    }
}
