package com.orocloud.failover.redundancy;

import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.failover.duty.Duties;
import com.orocloud.failover.duty.Duties.Duty;
import com.orocloud.failover.redundancy.Members.Member;
import com.orocloud.failover.redundancy.Redundancy.Finding;
import com.orocloud.failover.redundancy.Redundancy.Reduced;
import com.orocloud.failover.redundancy.Redundancy.Watched;
import com.orocloud.failover.redundancy.Redundancy.Whole;
import com.orocloud.failover.redundancy.Redundancy.Withdrawn;
import com.orocloud.failover.region.Regions;
import com.orocloud.failover.settings.FailoverSettings;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
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
 * Looks at every node of every site again and again, and records which are lost once that is sure. Each site has its
 * own thread for a round, so that the silence of one delays no other.
 */
@Component
class RedundancySweep implements Sweep, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(RedundancySweep.class);
    private static final Duration RENEW_EVERY = Duration.ofSeconds(1);
    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration WITHDRAWN_REST = Duration.ofDays(1);
    private static final int SITES_A_TICK = 500;

    private final Redundancies redundancies;
    private final Duty duty;
    private final Regions regions;
    private final NodeProbes probes;
    private final Transitions transitions;
    private final Duration interval;
    private final Clock clock;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final Map<String, Watch> watches = new ConcurrentHashMap<>();
    private Instant renewAt = Instant.MIN;

    RedundancySweep(
            Redundancies redundancies,
            Duties duties,
            Regions regions,
            NodeProbes probes,
            Transitions transitions,
            FailoverSettings settings,
            Clock clock) {
        this.redundancies = redundancies;
        this.duty = duties.of(Redundancies.TABLE);
        this.regions = regions;
        this.probes = probes;
        this.transitions = transitions;
        this.interval = NodeProbes.interval(settings);
        this.clock = clock;
    }

    @Override
    public String name() {
        return "redundancy";
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
            Stored<Redundancy> row = redundancies.get(id);
            version = row.version();
            switch (row.state()) {
                case Whole state -> watch(row, state);
                case Reduced state -> watch(row, state);
                case Withdrawn _ -> {
                    watches.remove(id);
                    rest = WITHDRAWN_REST;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("looking at the nodes of {}", id, e);
        } finally {
            rest(id, version, began.plus(rest));
        }
    }

    private void rest(String id, long version, Instant until) {
        try {
            duty.rest(id, version, until);
        } catch (RuntimeException e) {
            LOG.error("the nodes of {} are looked at again at once", id, e);
        } finally {
            busy.remove(id);
        }
    }

    /** While nobody can tell a lost node from a lost region, there is nothing to find about nodes. */
    private void watch(Stored<Redundancy> row, Watched state) throws InterruptedException {
        if (regions.inDoubt(state.members().regionId())) {
            watches.remove(row.id());
            return;
        }
        Map<Member, Look> looks = probes.look(state.members());
        Instant now = clock.instant();
        Watch watch = watches.getOrDefault(row.id(), Watch.NOTHING).after(state, looks, now);
        watches.put(row.id(), watch);
        Finding finding = watch.finding(state, now);
        if (Redundancy.on(state, finding) instanceof Applied<Redundancy>) {
            record(row, finding);
        }
    }

    private void record(Stored<Redundancy> row, Finding finding) {
        CrashPoint.hit("failover.redundancy.before-record");
        var outcome = transitions.apply(
                redundancies.table(),
                row.id(),
                Cause.of(row),
                current -> duty.holds(row.id())
                        ? Redundancy.on(current, finding)
                        : ignored("another instance watches the site"));
        CrashPoint.hit("failover.redundancy.after-record");
        LOG.info("redundancy of {}: {} lost: {}", row.id(), outcome.getClass().getSimpleName(), finding.lost());
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
        duty.end();
    }
}
