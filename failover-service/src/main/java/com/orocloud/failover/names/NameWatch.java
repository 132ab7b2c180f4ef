package com.orocloud.failover.names;

import com.orocloud.failover.names.Binding.AwaitingOwner;
import com.orocloud.failover.names.Binding.Drifted;
import com.orocloud.failover.names.Binding.Failed;
import com.orocloud.failover.names.Binding.InSync;
import com.orocloud.failover.names.Binding.Pending;
import com.orocloud.failover.names.Binding.Released;
import com.orocloud.failover.settings.FailoverSettings;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Looks at names that are as they should be: apart from {@link BindingSweep}, so that no look delays a change. */
@Component
class NameWatch implements Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(NameWatch.class);
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final int A_RUN = 50;
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);
    private static final Duration JUDGE_TTL_EVERY = Duration.ofDays(1);
    /** So much less often where each look is a request to a provider who counts them. */
    private static final int AT_EDGE_TIMES = 10;

    private final Bindings bindings;
    private final Lookups lookups;
    private final Transitions transitions;
    private final Clock clock;
    private final String owner;
    private final Duration watchInterval;
    private final int ttlLimitSeconds;

    NameWatch(Bindings bindings, Lookups lookups, Transitions transitions, FailoverSettings settings, Clock clock) {
        this.bindings = bindings;
        this.lookups = lookups;
        this.transitions = transitions;
        this.clock = clock;
        this.owner = settings.instance();
        this.watchInterval = settings.dns().watchInterval();
        this.ttlLimitSeconds = Math.toIntExact(settings.dns().ttlLimit().toSeconds());
    }

    @Override
    public String name() {
        return "name-watch";
    }

    @Override
    public void run() {
        for (Stored<Binding> row : bindings.table().claim(owner, LEASE, A_RUN, InSync.class, Drifted.class)) {
            Duration rest = RETRY;
            try {
                rest = switch (row.state()) {
                    case InSync state -> watch(row, state);
                    case Drifted state -> lookWhetherPutBack(row, state);
                    case Pending _, AwaitingOwner _, Failed _, Released _ -> RETRY;
                };
            } finally {
                bindings.table().release(row.id(), owner, clock.instant().plus(rest));
            }
        }
    }

    /** One thing at a time: a change of state makes the row due again at once. */
    private Duration watch(Stored<Binding> row, InSync state) {
        Instant at = clock.instant();
        List<Lookups.Observed> differing = lookups.differing(state.change());
        if (differing != null && !differing.isEmpty()) {
            record(row, current -> Binding.drifted(current, state, differing, at));
            return RETRY;
        }
        if (state.ttlJudgedAt() == null || !at.isBefore(state.ttlJudgedAt().plus(JUDGE_TTL_EVERY))) {
            Integer ttl = lookups.ttlSeconds(state.change());
            if (ttl != null) {
                record(row, current -> Binding.ttlSeen(current, state, ttl, ttlLimitSeconds, at));
                return RETRY;
            }
        }
        if (state.propagatedAt() == null) {
            Lookups.Spread spread = lookups.spread(state.change());
            if (spread.isComplete()) {
                record(row, current -> Binding.propagated(current, state, spread.agree(), at));
            }
            return rest(state.change(), LOOK_AGAIN);
        }
        return rest(state.change(), watchInterval);
    }

    private Duration lookWhetherPutBack(Stored<Binding> row, Drifted state) {
        List<Lookups.Observed> differing = lookups.differing(state.change());
        if (differing != null && differing.isEmpty()) {
            record(row, current -> Binding.driftEnded(current, state, clock.instant()));
        }
        return rest(state.change(), LOOK_AGAIN);
    }

    private Duration rest(NameChange change, Duration usual) {
        return lookups.isAtEdge(change) ? usual.multipliedBy(AT_EDGE_TIMES) : usual;
    }

    private void record(Stored<Binding> row, Function<@Nullable Binding, Outcome<Binding>> decide) {
        Outcome<Binding> outcome = transitions.apply(bindings.table(), row.id(), Cause.of(row), decide);
        LOG.info("names of {}: {}", row.id(), outcome);
    }
}
