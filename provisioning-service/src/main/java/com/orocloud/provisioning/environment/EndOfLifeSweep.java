package com.orocloud.provisioning.environment;

import static com.orocloud.messaging.CrashPoint.hit;

import com.orocloud.messaging.Cause;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
import com.orocloud.provisioning.cloud.Answer;
import com.orocloud.provisioning.cloud.Answer.Failed;
import com.orocloud.provisioning.cloud.Answer.Got;
import com.orocloud.provisioning.cloud.Cloud;
import com.orocloud.provisioning.cloud.Cloud.Instance;
import com.orocloud.provisioning.cloud.CloudFailure;
import com.orocloud.provisioning.cloud.Place;
import com.orocloud.provisioning.cloud.Together;
import com.orocloud.provisioning.environment.Environment.Decommissioning;
import com.orocloud.provisioning.site.Site;
import com.orocloud.provisioning.site.SitePlan;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes an environment that ends through the steps of {@link EndOfLife}, and looks at last whether anything is left. Each
 * run looks first and does the next thing, so it may end anywhere.
 */
public final class EndOfLifeSweep implements Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(EndOfLifeSweep.class);

    private static final String OWNER = "end-of-life-sweep";

    private static final int BATCH = 20;

    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final Duration SOON = Duration.ofMillis(500);

    /** What is waited for makes it due at once. */
    private static final Duration UNTIL_TOLD = Duration.ofMinutes(1);

    /** Pace at which a region that does not answer is asked again, for as long as it takes. */
    private static final Duration WHILE_SILENT = Duration.ofSeconds(10);

    private final StateTable<Environment> table;
    private final StateTable<Site> sites;
    private final Transitions transitions;
    private final Reservations reservations;
    private final Cloud cloud;
    private final Regions regions;
    private final int timeToLiveSeconds;
    private final Clock clock;

    /** @param timeToLiveSeconds of its names */
    public EndOfLifeSweep(
            StateTable<Environment> table,
            StateTable<Site> sites,
            Transitions transitions,
            Reservations reservations,
            Cloud cloud,
            Regions regions,
            int timeToLiveSeconds,
            Clock clock) {
        this.table = table;
        this.sites = sites;
        this.transitions = transitions;
        this.reservations = reservations;
        this.cloud = cloud;
        this.regions = regions;
        this.timeToLiveSeconds = timeToLiveSeconds;
        this.clock = clock;
    }

    @Override
    public String name() {
        return OWNER;
    }

    @Override
    public void run() throws InterruptedException {
        Together.each(table.claim(OWNER, LEASE, BATCH, Decommissioning.class), this::work);
    }

    private void work(Stored<Environment> stored) {
        if (stored.state() instanceof Decommissioning(var end, var begunAt)) {
            hit("provisioning.end.before-names");
            change(stored, current -> EndOfLife.askForNames(current, timeToLiveSeconds, clock.instant()));
            Duration rest = end.waitsForNames()
                    ? UNTIL_TOLD
                    : end.waitsForBackup() ? waitForBackup(stored, end) : takeDown(stored, end, begunAt);
            table.release(stored.id(), OWNER, clock.instant().plus(rest));
        }
    }

    private Duration waitForBackup(Stored<Environment> stored, EndOfLife end) {
        hit("provisioning.end.before-backup");
        Outcome<Environment> asked =
                change(stored, current -> EndOfLife.askForBackup(current, timeToLiveSeconds, clock.instant()));
        if (asked instanceof Outcome.Applied<Environment> && end.backup().asked() > 0) {
            LOG.warn("the last backup of {} is not proved: it is asked for again", stored.id());
        }
        return end.backup().asked() == 0 ? SOON : UNTIL_TOLD;
    }

    private Duration takeDown(Stored<Environment> stored, EndOfLife end, Instant begunAt) {
        Instant since = end.dismantlingSince();
        if (since == null) {
            hit("provisioning.end.before-dismantling");
            change(stored, current -> EndOfLife.dismantle(current, clock.instant()));
            return SOON;
        }
        if (clock.instant().isBefore(since.plus(EndOfLife.LET_GO)) || !sitesAreGone(stored, end)) {
            return SOON;
        }
        return end.mayGiveAddressesBack(begunAt, clock.instant()) ? giveBack(stored, end) : UNTIL_TOLD;
    }

    private Duration giveBack(Stored<Environment> stored, EndOfLife end) {
        Answer<Boolean> given = reservations.release(end.agreement());
        if (given instanceof Failed<Boolean>(var failure)) {
            return later(failure);
        }
        if (given instanceof Got<Boolean>(var all) && !all) {
            return SOON;
        }
        Answer<List<Instance>> left = left(end.agreement());
        if (left instanceof Failed<List<Instance>>(var failure)) {
            return later(failure);
        }
        if (left instanceof Got<List<Instance>>(var orphans) && !orphans.isEmpty()) {
            LOG.warn("of {} these are left and are deleted: {}", stored.id(), orphans);
            orphans.forEach(orphan -> cloud.releaseInstance(orphan.machine()));
            return SOON;
        }
        hit("provisioning.end.before-gone");
        change(stored, current -> EndOfLife.gone(current, clock.instant()));
        return SOON;
    }

    private Outcome<Environment> change(
            Stored<Environment> stored, Function<@Nullable Environment, Outcome<Environment>> decide) {
        return transitions.apply(table, stored.id(), Cause.of(stored), decide);
    }

    private boolean sitesAreGone(Stored<Environment> stored, EndOfLife end) {
        boolean gone = true;
        for (long epoch = Standing.FIRST_EPOCH; epoch <= end.lastEpoch(); epoch++) {
            String id = SitePlan.id(stored.id(), epoch);
            Site site = sites.find(id).map(Stored::state).orElse(null);
            if (site == null || site instanceof Site.Released) {
                continue;
            }
            gone = false;
            hit("provisioning.end.before-dismantle");
            transitions.apply(sites, id, Cause.of(stored), Site::dismantle);
        }
        return gone;
    }

    /** Machines under its label that no site of ours accounts for, in every region that it had a place in. */
    private Answer<List<Instance>> left(Agreement agreement) {
        var left = new ArrayList<Instance>();
        var places = new ArrayList<Place>(List.of(agreement.primary()));
        if (agreement.disasterRecovery() != null) {
            places.add(agreement.disasterRecovery());
        }
        for (Place place : places) {
            switch (cloud.listOwned(place, regions.placements(place), agreement.environmentId())) {
                case Failed<List<Instance>>(var failure) -> {
                    return Answer.failed(failure);
                }
                case Got<List<Instance>>(var found) -> left.addAll(found);
            }
        }
        return Answer.got(List.copyOf(left));
    }

    private static Duration later(CloudFailure failure) {
        LOG.info("{}", failure.text());
        return WHILE_SILENT;
    }
}
