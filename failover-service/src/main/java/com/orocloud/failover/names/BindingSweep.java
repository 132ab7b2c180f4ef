package com.orocloud.failover.names;

import com.orocloud.failover.names.Attempt.Done;
import com.orocloud.failover.names.Attempt.Plan;
import com.orocloud.failover.names.Attempt.Refused;
import com.orocloud.failover.names.Attempt.Unavailable;
import com.orocloud.failover.names.Binding.AwaitingOwner;
import com.orocloud.failover.names.Binding.Drifted;
import com.orocloud.failover.names.Binding.Failed;
import com.orocloud.failover.names.Binding.InSync;
import com.orocloud.failover.names.Binding.Pending;
import com.orocloud.failover.names.Binding.Released;
import com.orocloud.failover.settings.FailoverSettings;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Makes names say what they are to say, and looks until they do. */
@Component
class BindingSweep implements Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(BindingSweep.class);
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final int A_RUN = 50;
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);
    /** After this, a change that could not be made or seen is reported as failed. */
    private static final Duration GIVE_UP_AFTER = Duration.ofMinutes(10);
    /** After this, the owner is told even if nobody can tell what the names say now. */
    private static final Duration ASK_UNSEEN_AFTER = Duration.ofSeconds(30);

    private final Bindings bindings;
    private final Names names;
    private final Lookups lookups;
    private final Transitions transitions;
    private final Clock clock;
    private final String owner;
    private final Timer updates;

    BindingSweep(
            Bindings bindings,
            Names names,
            Lookups lookups,
            Transitions transitions,
            FailoverSettings settings,
            MeterRegistry meters,
            Clock clock) {
        this.updates = Timer.builder("orocloud.names.update")
                .description("From the request to the new answer at every authoritative server")
                .publishPercentiles(0.5, 0.95)
                .register(meters);
        this.bindings = bindings;
        this.names = names;
        this.lookups = lookups;
        this.transitions = transitions;
        this.clock = clock;
        this.owner = settings.instance();
    }

    @Override
    public String name() {
        return "names";
    }

    @Override
    public void run() {
        for (Stored<Binding> row : bindings.table().claim(owner, LEASE, A_RUN, Pending.class, AwaitingOwner.class)) {
            Duration rest = RETRY;
            try {
                rest = switch (row.state()) {
                    case Pending state when state.change().ours() -> write(row, state);
                    case Pending state -> ask(row, state);
                    case AwaitingOwner state -> look(row, state);
                    case InSync _, Drifted _, Failed _, Released _ -> RETRY;
                };
            } finally {
                bindings.table().release(row.id(), owner, clock.instant().plus(rest));
            }
        }
    }

    private Duration write(Stored<Binding> row, Pending state) {
        Attempt result = names.plan(state.change());
        CrashPoint.hit("failover.names.after-plan");
        if (result instanceof Plan plan) {
            result = names.carryOut(plan);
            CrashPoint.hit("failover.names.after-update");
        }
        switch (result) {
            case Done(var edge) -> verify(row, state, edge);
            case Refused refused -> record(row, current -> Binding.refused(current, state, refused));
            case Unavailable(var why) -> wait(row, state, "UNAVAILABLE", why);
            case Plan _ -> throw new IllegalStateException("a plan was carried out and is still a plan");
        }
        return RETRY;
    }

    private void verify(Stored<Binding> row, Pending state, boolean edge) {
        List<String> missing = lookups.notYetAt(state.change());
        CrashPoint.hit("failover.names.after-lookup");
        if (missing.isEmpty()) {
            Instant at = clock.instant();
            record(row, current -> Binding.written(current, state, lookups.authoritative(state.change()), edge, at));
            updates.record(Duration.between(state.since(), at));
        } else {
            wait(row, state, "NOT_SEEN", "not yet answered by " + missing);
        }
    }

    private void wait(Stored<Binding> row, Pending state, String code, String why) {
        LOG.warn("names of {}: {}", row.id(), why);
        if (clock.instant().isAfter(row.changedAt().plus(GIVE_UP_AFTER))) {
            record(row, current -> Binding.refused(current, state, new Refused(code, why, true)));
        }
    }

    private Duration ask(Stored<Binding> row, Pending state) {
        Boolean right = lookups.saysAtOwner(state.change());
        Instant now = clock.instant();
        if (right == null && now.isBefore(row.changedAt().plus(ASK_UNSEEN_AFTER))) {
            LOG.warn("names of {}: {} does not tell what they say", row.id(), lookups.resolver());
        } else if (right != null && right) {
            record(row, current -> Binding.alreadyRight(current, state, List.of(lookups.resolver()), now));
        } else {
            record(row, current -> Binding.ownerAsked(current, state, now));
            CrashPoint.hit("failover.names.after-asking");
        }
        return RETRY;
    }

    private Duration look(Stored<Binding> row, AwaitingOwner state) {
        Boolean right = lookups.saysAtOwner(state.change());
        if (right != null && right) {
            Instant at = clock.instant();
            record(row, current -> Binding.doneByOwner(current, state, List.of(lookups.resolver()), at));
        } else if (!clock.instant().isBefore(state.nextReminder())) {
            record(row, current -> Binding.reminded(current, state, clock.instant()));
            CrashPoint.hit("failover.names.after-reminder");
        }
        return LOOK_AGAIN;
    }

    private void record(Stored<Binding> row, Function<@Nullable Binding, Outcome<Binding>> decide) {
        Outcome<Binding> outcome = transitions.apply(bindings.table(), row.id(), Cause.of(row), decide);
        LOG.info("names of {}: {}", row.id(), outcome);
    }
}
