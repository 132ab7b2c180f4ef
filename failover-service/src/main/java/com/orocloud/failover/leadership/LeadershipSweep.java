package com.orocloud.failover.leadership;

import com.orocloud.failover.automation.Automation;
import com.orocloud.failover.automation.Automations;
import com.orocloud.failover.duty.Duties;
import com.orocloud.failover.duty.Duties.Duty;
import com.orocloud.failover.leadership.Leadership.FailingOver;
import com.orocloud.failover.leadership.Leadership.Retired;
import com.orocloud.failover.leadership.Leadership.Stuck;
import com.orocloud.failover.leadership.Leadership.Unprotected;
import com.orocloud.failover.region.Regions;
import com.orocloud.failover.settings.FailoverSettings;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Looks at every site's database twice a second and does what {@link LeadershipRule} says. Each site has its own thread
 * for a round, so that one site's fail-over does not delay another's.
 */
@Component
class LeadershipSweep implements Sweep, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(LeadershipSweep.class);
    private static final Duration RENEW_EVERY = Duration.ofSeconds(1);
    private static final Duration TICK = Duration.ofMillis(100);
    /** How long a fail-over may go without getting on before people are told. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration RETIRED_REST = Duration.ofDays(1);
    private static final int SITES_A_TICK = 500;
    private static final int STEPS_A_ROUND = 8;
    /** An answer has to be there before the next look is due. */
    private static final double SHARE_OF_INTERVAL = 0.9;

    private final Leaderships leaderships;
    private final Duty duty;
    private final LeadershipActs acts;
    private final Observer observer;
    private final Decisions decisions;
    private final Explanations explanations;
    private final Automations automations;
    private final Regions regions;
    private final LeadershipRule rule;
    private final Duration interval;
    private final Clock clock;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final Set<String> flapsNoted = ConcurrentHashMap.newKeySet();
    private final Map<String, TermWatch> watches = new ConcurrentHashMap<>();
    private Instant renewAt = Instant.MIN;

    /** What was seen counts for one distribution of roles only. */
    private record TermWatch(long term, Watch watch) {}

    LeadershipSweep(
            Leaderships leaderships,
            Duties duties,
            LeadershipActs acts,
            Observer observer,
            Decisions decisions,
            Explanations explanations,
            Automations automations,
            Regions regions,
            FailoverSettings settings,
            Clock clock) {
        this.leaderships = leaderships;
        this.duty = duties.of("leadership");
        this.acts = acts;
        this.observer = observer;
        this.decisions = decisions;
        this.explanations = explanations;
        this.automations = automations;
        this.regions = regions;
        this.rule = new LeadershipRule(settings.probeMisses(), settings.standbySilence(), PATIENCE);
        this.interval = settings.probeInterval();
        this.clock = clock;
    }

    @Override
    public String name() {
        return "leadership";
    }

    @Override
    public Duration interval() {
        return TICK;
    }

    @Override
    public void run() {
        Instant now = clock.instant();
        if (!now.isBefore(renewAt)) {
            duty.renew(busy);
            renewAt = now.plus(RENEW_EVERY);
        }
        for (String id : duty.take(busy, SITES_A_TICK)) {
            if (busy.add(id)) {
                threads.execute(() -> round(id));
            }
        }
    }

    private void round(String id) {
        Instant began = clock.instant();
        Duration rest = interval;
        long version = 0;
        try {
            for (int steps = 0; steps < STEPS_A_ROUND; steps++) {
                Stored<Leadership> row = leaderships.get(id);
                version = row.version();
                if (row.state() instanceof Retired) {
                    forget(row);
                    rest = RETIRED_REST;
                    break;
                }
                if (!step(row)) {
                    break;
                }
            }
        } catch (RuntimeException e) {
            LOG.error("watching the database of {}", id, e);
        } finally {
            rest(id, version, began.plus(rest));
        }
    }

    private void rest(String id, long version, Instant until) {
        try {
            duty.rest(id, version, until);
        } catch (RuntimeException e) {
            LOG.error("the database of {} is looked at again at once", id, e);
        } finally {
            busy.remove(id);
        }
    }

    private void forget(Stored<Leadership> row) {
        observer.forget(row.state().roles().site());
        watches.remove(row.id());
        decisions.forget(row.id());
    }

    /** Returns whether the leadership was changed, so that it is to be looked at again at once. */
    private boolean step(Stored<Leadership> row) {
        Leadership leadership = row.state();
        Roles roles = leadership.roles();
        Watch watch = look(row.id(), leadership, roles);
        Instant now = clock.instant();
        if (leadership instanceof Unprotected && watch.oldMainAnswers()) {
            noteFlap(row, now);
        }
        Step step = rule.next(leadership, watch, new Around(row.id(), roles.site(), now), now);
        boolean isNew = decisions.add(row.id(), watch, now, step.getClass().getSimpleName(), step.why());
        if (isNew) {
            LOG.info("database of {}: {}: {}", row.id(), step.getClass().getSimpleName(), step.why());
        }
        try {
            boolean isRefusal = step instanceof Step.Hold || step instanceof Step.RestartInPlace;
            if (isRefusal && !isNew) {
                return false;
            }
            return acts.carryOut(row, step, Explanations.decided(leadership, watch, step, now));
        } catch (SQLException e) {
            LOG.warn("database of {}: {} did not succeed, to be tried again", row.id(), step, e);
            decisions.add(row.id(), watch, clock.instant(), "Failed", step + ": " + e.getMessage());
            return false;
        }
    }

    /** What is asked of the rest of the service when a decision depends on it. */
    private final class Around implements Circumstances {

        private final String siteId;
        private final Site site;
        private final Instant now;

        Around(String siteId, Site site, Instant now) {
            this.siteId = siteId;
            this.site = site;
            this.now = now;
        }

        @Override
        public boolean regionInDoubt() {
            return regions.inDoubt(site.regionId());
        }

        @Override
        public Automation automation() {
            return automations.of(site.environmentId());
        }

        @Override
        public int flaps() {
            return explanations.flaps(siteId, now);
        }
    }

    /** Once for a term; whether it was noted before is known to the database. */
    private void noteFlap(Stored<Leadership> row, Instant now) {
        if (flapsNoted.add(row.id() + " term " + row.state().roles().term())) {
            explanations.flapped(row, now);
        }
    }

    private Watch look(String id, Leadership leadership, Roles roles) {
        Duration deadline = Duration.ofNanos((long) (interval.toNanos() * SHARE_OF_INTERVAL));
        boolean takingOver = leadership instanceof FailingOver || leadership instanceof Stuck;
        Look look = takingOver
                ? observer.look(roles.site(), null, roles.leaderNode(), deadline)
                : observer.look(roles.site(), roles.leaderNode(), roles.standbyNode(), deadline);
        return watches.compute(id, (_, known) -> {
                    Watch watch =
                            known == null || known.term() != roles.term() || takingOver ? Watch.begin() : known.watch();
                    return new TermWatch(roles.term(), watch.after(look));
                })
                .watch();
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
        duty.end();
    }
}
