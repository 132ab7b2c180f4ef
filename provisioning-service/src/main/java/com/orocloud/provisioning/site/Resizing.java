package com.orocloud.provisioning.site;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.Component;
import com.orocloud.messaging.Outcome;
import com.orocloud.provisioning.site.Site.Complete;
import com.orocloud.provisioning.site.Site.Scaling;
import com.orocloud.provisioning.site.Site.Trouble;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a site in service gets another size.
 *
 * <pre>
 *   planned --built, healthy--> joining --the balancer is told--> serving --the balancer is told--> leaving --gone-->
 * </pre>
 *
 * <p>What is wanted is committed before anything is made or taken away, and a node is taken from the balancer before it
 * is taken from the provider. Of a component, those in the fullest zone leave first: what was spread over zones stays so.
 */
public final class Resizing {

    private Resizing() {}

    /** Another size is wanted. Whatever was on its way is turned to that. */
    public static Outcome<Site> wanted(@Nullable Site current, Size size, Instant now) {
        return switch (current) {
            case Complete complete ->
                complete.plan().size().equals(size)
                        ? ignored("it has this size")
                        : applied(towards(complete, size, List.of(), List.of(), now));
            case Scaling(var serving, var wanted, var joining, var leaving, var trouble, var _) ->
                wanted.equals(size) && trouble == null
                        ? ignored("it is on its way to this size")
                        : applied(towards(serving, size, joining, leaving, now));
            case null -> ignored("there is no such site");
            case Site.Requested _, Site.Building _, Site.Failed _ -> ignored("it is not in service");
            case Site.Fencing _, Site.Fenced _, Site.Releasing _, Site.Released _ -> ignored("it is out of service");
        };
    }

    private static Scaling towards(
            Complete serving, Size size, List<SiteNode> joining, List<SiteNode> leaving, Instant now) {
        var kept = new ArrayList<SiteNode>();
        var given = new ArrayList<>(leaving);
        for (Component component : Size.CHANGEABLE) {
            int missing = Math.max(0, size.of(component) - count(serving.nodes(), component));
            List<SiteNode> begun = joining.stream()
                    .filter(node -> node.component() == component)
                    .toList();
            int useful = Math.min(missing, begun.size());
            kept.addAll(begun.subList(0, useful));
            given.addAll(begun.subList(useful, begun.size()));
            for (int number = useful; number < missing; number++) {
                List<SiteNode> all = Stream.of(serving.nodes(), joining, leaving, kept)
                        .flatMap(List::stream)
                        .distinct()
                        .toList();
                kept.add(serving.plan().another(component, all));
            }
        }
        return new Scaling(serving, size, List.copyOf(kept), List.copyOf(given), null, now);
    }

    private static int count(List<SiteNode> nodes, Component component) {
        return (int)
                nodes.stream().filter(node -> node.component() == component).count();
    }

    /** Nodes that were being made got further; those that are ready serve from now on. */
    static Outcome<Site> advanced(@Nullable Site current, Collection<SiteNode> nodes) {
        if (!(current instanceof Scaling(var serving, var size, var joining, var leaving, var trouble, var since))) {
            return ignored("not getting another size");
        }
        Map<String, SiteNode> now = nodes.stream().collect(Collectors.toMap(SiteNode::name, Function.identity()));
        List<SiteNode> further = joining.stream()
                .map(node -> now.getOrDefault(node.name(), node))
                .toList();
        if (further.equals(joining)) {
            return ignored("nothing changed");
        }
        List<SiteNode> ready = further.stream().filter(SiteNode::ready).toList();
        List<SiteNode> notYet = further.stream().filter(node -> !node.ready()).toList();
        Complete grown = serving.with(
                serving.plan(),
                Stream.concat(serving.nodes().stream(), ready.stream()).toList());
        return applied(new Scaling(grown, size, notYet, leaving, trouble, since));
    }

    /** It cannot be had; whoever wanted it decides what is wanted now. */
    static Outcome<Site> inTrouble(@Nullable Site current, Trouble trouble) {
        return current instanceof Scaling(var serving, var size, var joining, var leaving, var before, var since)
                        && before == null
                ? applied(new Scaling(serving, size, joining, leaving, trouble, since))
                : ignored("not getting another size, or in trouble already");
    }

    /** Nodes beyond the size wanted, which would leave next. */
    static List<SiteNode> surplus(Scaling scaling) {
        var leaving = new ArrayList<SiteNode>();
        for (Component component : Size.CHANGEABLE) {
            var nodes = new ArrayList<>(scaling.serving().nodes().stream()
                    .filter(node -> node.component() == component)
                    .toList());
            while (nodes.size() > scaling.size().of(component)) {
                SiteNode next = nodes.stream()
                        .max(Comparator.<SiteNode>comparingLong(node -> nodes.stream()
                                        .filter(other -> other.zone().equals(node.zone()))
                                        .count())
                                .thenComparingInt(SiteNode::ordinal))
                        .orElseThrow();
                nodes.remove(next);
                leaving.add(next);
            }
        }
        return List.copyOf(leaving);
    }

    /** What stays is healthy: what is beyond the size wanted gets no new request from now on. */
    static Outcome<Site> relieved(@Nullable Site current) {
        if (!(current instanceof Scaling scaling) || !scaling.joining().isEmpty()) {
            return ignored("not getting another size, or not there yet");
        }
        List<SiteNode> surplus = surplus(scaling);
        if (surplus.isEmpty()) {
            return ignored("nothing is to leave");
        }
        Complete serving = scaling.serving();
        return applied(new Scaling(
                serving.with(
                        serving.plan(),
                        serving.nodes().stream()
                                .filter(node -> !surplus.contains(node))
                                .toList()),
                scaling.size(),
                scaling.joining(),
                Stream.concat(scaling.leaving().stream(), surplus.stream()).toList(),
                scaling.trouble(),
                scaling.since()));
    }

    /** Nodes of these names were seen to be gone. */
    static Outcome<Site> gone(@Nullable Site current, Set<String> names) {
        if (!(current instanceof Scaling(var serving, var size, var joining, var leaving, var trouble, var since))) {
            return ignored("not getting another size");
        }
        List<SiteNode> left =
                leaving.stream().filter(node -> !names.contains(node.name())).toList();
        return left.equals(leaving)
                ? ignored("nothing changed")
                : applied(new Scaling(serving, size, joining, left, trouble, since));
    }

    /** The balancer has just the nodes that serve, and nothing is on its way in or out. */
    static Outcome<Site> reached(@Nullable Site current) {
        if (!(current instanceof Scaling scaling)
                || !scaling.joining().isEmpty()
                || !scaling.leaving().isEmpty()
                || !surplus(scaling).isEmpty()) {
            return ignored("not getting another size, or not there yet");
        }
        Complete serving = scaling.serving();
        return applied(serving.with(serving.plan().sized(scaling.size()), serving.nodes()));
    }
}
