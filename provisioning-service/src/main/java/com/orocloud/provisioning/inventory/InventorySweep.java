package com.orocloud.provisioning.inventory;

import static com.orocloud.messaging.CrashPoint.hit;

import com.orocloud.messaging.Cause;
import com.orocloud.messaging.EffectId;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
import com.orocloud.provisioning.cloud.Answer;
import com.orocloud.provisioning.cloud.Answer.Failed;
import com.orocloud.provisioning.cloud.Answer.Got;
import com.orocloud.provisioning.cloud.Cloud;
import com.orocloud.provisioning.cloud.Cloud.Instance;
import com.orocloud.provisioning.cloud.Cloud.ReservedAddress;
import com.orocloud.provisioning.cloud.Machine;
import com.orocloud.provisioning.cloud.Place;
import com.orocloud.provisioning.cloud.Together;
import com.orocloud.provisioning.inventory.Drift.Difference;
import com.orocloud.provisioning.inventory.Inventory.Account;
import com.orocloud.provisioning.inventory.Orphan.Thing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks through every region that we build in, one call for each of its zones, and tells what is not as the books say.
 * A region that does not answer is left as it was: silence says nothing about what is there.
 */
public final class InventorySweep implements Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(InventorySweep.class);

    private final Books.Shelf shelf;
    private final StateTable<Drift> drifts;
    private final StateTable<Orphan> orphans;
    private final Transitions transitions;
    private final Cloud cloud;
    private final Duration every;
    private final Clock clock;
    private Instant lookedAt = Instant.MIN;

    /** @param every how often each region is looked through */
    public InventorySweep(
            Books.Shelf shelf,
            StateTable<Drift> drifts,
            StateTable<Orphan> orphans,
            Transitions transitions,
            Cloud cloud,
            Duration every,
            Clock clock) {
        this.shelf = shelf;
        this.drifts = drifts;
        this.orphans = orphans;
        this.transitions = transitions;
        this.cloud = cloud;
        this.every = every;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "inventory-sweep";
    }

    /** Every change of this service wakes it, and most of them are none of its business. */
    @Override
    public void run() throws InterruptedException {
        Instant now = clock.instant();
        if (now.isBefore(lookedAt.plus(every))) {
            return;
        }
        lookedAt = now;
        Together.each(shelf.places(), this::look);
    }

    private void look(Place place) {
        Books before = shelf.books();
        Set<String> holders = new HashSet<>(shelf.environments());
        Answer<List<Instance>> instances = cloud.listOwned(place, shelf.zones(place));
        Answer<List<ReservedAddress>> addresses = cloud.listAddresses(place);
        if (!(instances instanceof Got<List<Instance>>(var machines))
                || !(addresses instanceof Got<List<ReservedAddress>>(var reserved))) {
            notAnswered(instances);
            notAnswered(addresses);
            return;
        }
        var inventory = new Inventory(new Account(place, machines, reserved), before, shelf.books());
        tellDrift(place, inventory.differences());
        // whoever held addresses before or after the look may have held what was seen
        holders.addAll(shelf.environments());
        tellOrphans(place, inventory.orphans(holders));
    }

    private static void notAnswered(Answer<?> answer) {
        if (answer instanceof Failed<?>(var failure)) {
            LOG.info("{}", failure.text());
        }
    }

    private void tellDrift(Place place, List<Difference> found) {
        for (Difference difference : found) {
            hit("provisioning.inventory.before-drift");
            shelf.site(difference.environmentId(), difference.siteEpoch())
                    .ifPresent(site -> transitions.apply(
                            drifts,
                            difference.id(),
                            Cause.of(site),
                            current -> Drift.found(current, difference, clock.instant())));
        }
        Set<String> still = found.stream().map(Difference::id).collect(Collectors.toSet());
        end(
                drifts.in(Books.FINDINGS_MAX, Drift.Standing.class),
                drift -> drift.difference().place().equals(place),
                still,
                stored -> transitions.apply(
                        drifts, stored.id(), Cause.of(stored), current -> Drift.notFound(current, clock.instant())));
    }

    private void tellOrphans(Place place, List<Thing> found) {
        for (Thing thing : found) {
            Cause cause = shelf.site(thing.environmentId())
                    .map(Cause::of)
                    .orElseGet(() -> Cause.system("", EffectId.of("orphan", thing.id())));
            hit("provisioning.inventory.before-orphan");
            transitions.apply(orphans, thing.id(), cause, current -> Orphan.found(current, thing, clock.instant()));
            if (thing.released()) {
                notAnswered(cloud.releaseInstance(new Machine(place, thing.zone(), thing.name())));
                hit("provisioning.inventory.after-release");
            }
        }
        Set<String> still = found.stream().map(Thing::id).collect(Collectors.toSet());
        end(
                orphans.in(Books.FINDINGS_MAX, Orphan.Standing.class),
                orphan -> orphan.thing().place().equals(place),
                still,
                stored -> transitions.apply(
                        orphans, stored.id(), Cause.of(stored), current -> Orphan.notFound(current, clock.instant())));
    }

    /** What was told of this region and was not found again is over. */
    private static <S> void end(
            List<Stored<S>> told, Predicate<S> here, Set<String> still, java.util.function.Consumer<Stored<S>> over) {
        told.stream()
                .filter(stored -> here.test(stored.state()))
                .filter(stored -> !still.contains(stored.id()))
                .forEach(over);
    }
}
