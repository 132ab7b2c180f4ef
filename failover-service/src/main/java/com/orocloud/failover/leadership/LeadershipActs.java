package com.orocloud.failover.leadership;

import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.failover.duty.Duties;
import com.orocloud.failover.duty.Duties.Duty;
import com.orocloud.failover.leadership.Explanation.Decided;
import com.orocloud.failover.leadership.Leadership.FailingOver;
import com.orocloud.failover.leadership.Leadership.Leaderless;
import com.orocloud.failover.leadership.Leadership.Pairing;
import com.orocloud.failover.leadership.Leadership.Protected;
import com.orocloud.failover.leadership.Leadership.Stuck;
import com.orocloud.failover.leadership.Leadership.SwitchingOver;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Transitions;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Carries out one {@link Step}: records it, or does it to the database and records what came of it. */
@Component
class LeadershipActs implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(LeadershipActs.class);

    private final Leaderships leaderships;
    private final Duty duty;
    private final Transitions transitions;
    private final Databases databases;
    private final Explanations explanations;
    private final Clock clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    /** Sites for which something slow is being done while the looking goes on. */
    private final Set<String> errands = ConcurrentHashMap.newKeySet();

    LeadershipActs(
            Leaderships leaderships,
            Duties duties,
            Transitions transitions,
            Databases databases,
            Explanations explanations,
            Clock clock) {
        this.leaderships = leaderships;
        this.duty = duties.of("leadership");
        this.transitions = transitions;
        this.databases = databases;
        this.explanations = explanations;
        this.clock = clock;
    }

    /** What a step needs from the outside, which may take long. */
    @FunctionalInterface
    private interface Errand {

        void run() throws SQLException;
    }

    /**
     * Returns whether the leadership was changed.
     *
     * @param decided what people are told together with the change; null if the step is not about who leads
     */
    boolean carryOut(Stored<Leadership> row, Step step, @Nullable Decided decided) throws SQLException {
        Roles roles = row.state().roles();
        Instant now = clock.instant();
        return switch (step) {
            case Step.Wait _ -> false;
            case Step.Hold _, Step.RestartInPlace _ -> {
                explanations.tell(row, Objects.requireNonNull(decided));
                yield false;
            }
            case Step.FailOver failOver -> {
                boolean recorded = record(row, decided, current -> Leadership.mainLost(current, roles, failOver, now));
                CrashPoint.hit("failover.zone.after-intent");
                yield recorded;
            }
            case Step.GiveUp giveUp -> record(row, decided, current -> giveUp(current, row.state(), giveUp, now));
            case Step.HandOver handOver -> handOver(row, handOver, decided);
            case Step.GiveUpSwitchover giveUp ->
                record(row, current -> Switchover.givenUp(current, (SwitchingOver) row.state(), giveUp.why(), now));
            case Step.Reopen _ -> {
                databases.reopen(roles, authority(row));
                yield false;
            }
            case Step.Promote _ -> promote(row, attempt(row.state()));
            case Step.PrepareRejoin _ -> apart(row, () -> databases.prepareRejoin(roles, authority(row)));
            case Step.Pair _ -> record(row, current -> Leadership.pairing(current, roles, now));
            case Step.NameStandby _ -> {
                databases.nameStandby(roles, authority(row));
                yield false;
            }
            case Step.Prove _ -> apart(row, () -> prove(row, (Pairing) row.state()));
            case Step.Unpair unpair ->
                record(row, current -> Leadership.unpaired(current, (Pairing) row.state(), unpair.why()));
            case Step.GoAsynchronous change -> {
                boolean recorded = record(
                        row,
                        decided,
                        current -> Leadership.standbyLost(current, (Protected) row.state(), change.why(), now));
                CrashPoint.hit("failover.asynchronous.after-record");
                yield recorded;
            }
            case Step.Release _ -> {
                databases.release(roles, authority(row));
                yield false;
            }
            case Step.Resume _ -> record(row, current -> Leadership.mainReturned(current, (Leaderless) row.state()));
        };
    }

    private static Outcome<Leadership> giveUp(
            @Nullable Leadership current, Leadership seen, Step.GiveUp step, Instant now) {
        return seen instanceof FailingOver attempt
                ? Leadership.stuck(current, attempt, step, now)
                : Leadership.noCandidate(current, seen.roles(), step, now);
    }

    private static FailingOver attempt(Leadership leadership) {
        return leadership instanceof Stuck stuck ? stuck.attempt() : (FailingOver) leadership;
    }

    private boolean handOver(Stored<Leadership> row, Step.HandOver step, @Nullable Decided decided)
            throws SQLException {
        var seen = (SwitchingOver) row.state();
        Handover handover = databases.handOver(seen.roles(), authority(row));
        boolean recorded =
                record(row, decided, current -> Switchover.handedOver(current, seen, step, handover, clock.instant()));
        CrashPoint.hit("failover.switchover.after-intent");
        return recorded;
    }

    private boolean promote(Stored<Leadership> row, FailingOver attempt) throws SQLException {
        Promotion promotion = databases.promote(attempt, authority(row));
        return isApplied(
                row,
                explanations.followed(
                        row,
                        attempt,
                        promotion,
                        () -> apply(row, current -> Leadership.promoted(current, attempt, promotion))));
    }

    private void prove(Stored<Leadership> row, Pairing attempt) throws SQLException {
        databases.prove(attempt.roles(), authority(row));
        record(row, current -> Leadership.proved(current, attempt, clock.instant()));
    }

    /** Holds as long as the site is this instance's, and nothing at all was recorded since the row was read. */
    private Control.Authority authority(Stored<Leadership> row) {
        return () -> duty.holds(row.id()) && leaderships.get(row.id()).version() == row.version();
    }

    private boolean record(Stored<Leadership> row, Function<@Nullable Leadership, Outcome<Leadership>> decide) {
        return isApplied(row, apply(row, decide));
    }

    private boolean record(
            Stored<Leadership> row,
            @Nullable Decided decided,
            Function<@Nullable Leadership, Outcome<Leadership>> decide) {
        return isApplied(row, explanations.tell(row, decided, () -> apply(row, decide)));
    }

    private Outcome<Leadership> apply(
            Stored<Leadership> row, Function<@Nullable Leadership, Outcome<Leadership>> decide) {
        return transitions.apply(
                leaderships.table(),
                row.id(),
                Cause.of(row),
                current -> duty.holds(row.id()) ? decide.apply(current) : ignored("another instance watches the site"));
    }

    private static boolean isApplied(Stored<Leadership> row, Outcome<Leadership> outcome) {
        if (!(outcome instanceof Outcome.Applied<Leadership>)) {
            LOG.info("database of {}: {}", row.id(), outcome);
        }
        return outcome instanceof Outcome.Applied<Leadership>;
    }

    /** One at a time for a site; what it records it records itself, so nothing is lost if this process dies. */
    private boolean apart(Stored<Leadership> row, Errand errand) {
        if (errands.add(row.id())) {
            threads.execute(() -> {
                try {
                    errand.run();
                } catch (SQLException | RuntimeException e) {
                    LOG.warn("database of {}: did not succeed, to be tried again", row.id(), e);
                } finally {
                    errands.remove(row.id());
                }
            });
        }
        return false;
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
    }
}
