package com.orocloud.provisioning.inventory;

import com.orocloud.events.NodeDriftKind;
import com.orocloud.events.OrphanKind;
import com.orocloud.messaging.Stored;
import com.orocloud.provisioning.cloud.Cloud;
import com.orocloud.provisioning.cloud.Cloud.Condition;
import com.orocloud.provisioning.cloud.Cloud.Instance;
import com.orocloud.provisioning.cloud.Cloud.ReservedAddress;
import com.orocloud.provisioning.cloud.Machine;
import com.orocloud.provisioning.cloud.Place;
import com.orocloud.provisioning.inventory.Drift.Difference;
import com.orocloud.provisioning.inventory.Orphan.Thing;
import com.orocloud.provisioning.site.NodeOrders;
import com.orocloud.provisioning.site.Site;
import com.orocloud.provisioning.site.SiteNode;
import com.orocloud.provisioning.site.SitePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Compares one region's account with the books: pure, and careful about the time that passes between reading the one and
 * the other. What is listed was planned before it was created, so the books are read again after the account: whatever
 * they do not know then is an orphan. A site that changed meanwhile is left for the next look.
 */
final class Inventory {

    /** What one look at one region's account showed. */
    record Account(Place place, List<Instance> instances, List<ReservedAddress> addresses) {}

    private final Account account;
    private final Books before;
    private final Books after;

    Inventory(Account account, Books before, Books after) {
        this.account = account;
        this.before = before;
        this.after = after;
    }

    /** Nodes that are not as they were built. */
    List<Difference> differences() {
        Map<Machine, Instance> there = account.instances().stream()
                .collect(Collectors.toMap(Instance::machine, Function.identity(), (one, _) -> one));
        var found = new ArrayList<Difference>();
        for (Stored<Site> stored : after.settledSince(before)) {
            if (stored.state() instanceof Site.Complete site
                    && site.plan().place().equals(account.place())) {
                site.nodes().stream()
                        .filter(node -> !after.beingFenced().contains(node.name()))
                        .filter(node -> !before.beingFenced().contains(node.name()))
                        .forEach(node -> compare(site, node, there.get(node.machine(site.plan())), found));
            }
        }
        return List.copyOf(found);
    }

    private static void compare(
            Site.Complete site,
            SiteNode node,
            @org.jspecify.annotations.Nullable Instance instance,
            List<Difference> found) {
        if (instance == null) {
            found.add(difference(site, node, NodeDriftKind.MISSING, "there", "not there, or without our label"));
            return;
        }
        if (instance.condition() == Condition.STOPPED || instance.condition() == Condition.OTHER) {
            found.add(difference(site, node, NodeDriftKind.STOPPED, "running", instance.status()));
        }
        if (instance.address() != null && !instance.address().equals(node.address())) {
            found.add(
                    difference(site, node, NodeDriftKind.ADDRESS, String.valueOf(node.address()), instance.address()));
        }
        Map<String, String> labels = site.plan().labels(node);
        if (!instance.labels().entrySet().containsAll(labels.entrySet())) {
            found.add(difference(site, node, NodeDriftKind.LABELS, text(labels), text(instance.labels())));
        }
        NodeOrders.deviation(site.plan(), node, site.leadership(), instance)
                .ifPresent(what -> found.add(difference(site, node, NodeDriftKind.METADATA, "as ordered", what)));
    }

    private static String text(Map<String, String> labels) {
        return labels.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Object::toString)
                .collect(Collectors.joining(", "));
    }

    private static Difference difference(
            Site.Complete site, SiteNode node, NodeDriftKind kind, String expected, String found) {
        SitePlan plan = site.plan();
        return new Difference(
                plan.environmentId(),
                plan.epoch(),
                plan.role(),
                plan.place(),
                node.zone(),
                node.name(),
                kind,
                expected,
                found);
    }

    /** @param known ids of the environments that may hold addresses */
    List<Thing> orphans(Set<String> known) {
        var orphans = new ArrayList<Thing>();
        for (Instance instance : account.instances()) {
            Standing standing = standing(instance);
            if (standing != Standing.KNOWN) {
                orphans.add(new Thing(
                        OrphanKind.INSTANCE,
                        account.place(),
                        instance.machine().zone(),
                        instance.machine().name(),
                        environmentOf(instance.labels()),
                        standing == Standing.LEFT_OVER));
            }
        }
        account.addresses().stream()
                .filter(address -> !known.contains(environmentOf(address.labels())))
                .map(address -> new Thing(
                        OrphanKind.ADDRESS,
                        account.place(),
                        "",
                        address.name(),
                        environmentOf(address.labels()),
                        false))
                .forEach(orphans::add);
        return List.copyOf(orphans);
    }

    private enum Standing {
        KNOWN,
        /** Of a site that we know, where it has no node any more: an answer of the provider that came too late. */
        LEFT_OVER,
        UNKNOWN
    }

    private Standing standing(Instance instance) {
        Stored<Site> stored = after.sites().get(SitePlan.idOf(instance.labels()));
        if (stored == null) {
            return Standing.UNKNOWN;
        }
        return switch (stored.state()) {
            case Site.Requested _, Site.Building _, Site.Scaling _, Site.Fencing _, Site.Releasing _ -> Standing.KNOWN;
            case Site.Complete(var plan, var nodes, var _, var _, var _) -> among(stored, plan, nodes, instance);
            case Site.Failed(var plan, var nodes, var _, var _, var _) -> among(stored, plan, nodes, instance);
            case Site.Fenced(var plan, var nodes, var _, var _) -> among(stored, plan, nodes, instance);
            case Site.Released _ -> leftOver(instance);
        };
    }

    private Standing among(Stored<Site> stored, SitePlan plan, List<SiteNode> nodes, Instance instance) {
        boolean known = nodes.stream().anyMatch(node -> node.machine(plan).equals(instance.machine()));
        if (known) {
            return isAlone(instance) ? Standing.KNOWN : Standing.UNKNOWN;
        }
        String name = instance.machine().name();
        if (nodes.stream().anyMatch(node -> node.name().equals(name))) {
            return leftOver(instance);
        }
        if (!plan.couldHaveHad(name)) {
            return Standing.UNKNOWN;
        }
        // it may just have been taken away on the way to another size
        return after.isSettledSince(before, stored) ? leftOver(instance) : Standing.KNOWN;
    }

    /** Two of one name in one zone, which only some providers allow, cannot be told apart by their names. */
    private Standing leftOver(Instance instance) {
        boolean going = instance.condition() == Condition.STOPPING;
        return going ? Standing.KNOWN : isAlone(instance) ? Standing.LEFT_OVER : Standing.UNKNOWN;
    }

    private boolean isAlone(Instance instance) {
        return account.instances().stream()
                        .filter(other -> other.machine().equals(instance.machine()))
                        .count()
                == 1;
    }

    private static String environmentOf(Map<String, String> labels) {
        return labels.getOrDefault(Cloud.ENVIRONMENT_LABEL, "");
    }
}
