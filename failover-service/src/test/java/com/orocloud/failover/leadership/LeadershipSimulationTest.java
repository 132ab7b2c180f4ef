package com.orocloud.failover.leadership;

import static com.orocloud.failover.leadership.TestingSite.ROLES;
import static com.orocloud.failover.leadership.TestingSite.fenced;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.NodeFenceRequested;
import com.orocloud.events.NodeFenced;
import com.orocloud.events.ZoneFailoverCompleted;
import com.orocloud.events.ZoneFailoverStarted;
import com.orocloud.events.ZoneSwitchoverAborted;
import com.orocloud.events.ZoneSwitchoverRequested;
import com.orocloud.failover.leadership.Leadership.FailingOver;
import com.orocloud.failover.leadership.Leadership.Leaderless;
import com.orocloud.failover.leadership.Leadership.Pairing;
import com.orocloud.failover.leadership.Leadership.Protected;
import com.orocloud.failover.leadership.Leadership.Stuck;
import com.orocloud.failover.leadership.Leadership.SwitchingOver;
import com.orocloud.failover.leadership.Leadership.Unprotected;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.testkit.Meta;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The real rule and the real lifecycle against a simulated pair of nodes, under kills, freezes, cuts, a controller that
 * dies between any two things, an old controller that carries out its plan late, and a fence that comes late or twice.
 */
class LeadershipSimulationTest {

    private static final int SEEDS = 334;
    private static final int TICKS = 400;

    private int failOvers;
    private int asynchronous;
    private int planned;
    private int givenUp;
    private int crashes;
    private int refusedPlans;

    /** A plan made from a row that may have changed meanwhile. */
    private record Plan(Leadership madeFor, long version, Step step) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void neverTwoMainsAndNothingAcknowledgedIsLost(long part) {
        for (long seed = part * SEEDS; seed < (part + 1) * SEEDS; seed++) {
            var run = new Run(seed, Bug.NONE);
            run.safety();
            assertThat(run.world.wrongs).as("seed %d", seed).isEmpty();
            run.liveness();
            assertThat(run.state).as("seed %d ends protected again", seed).isInstanceOf(Protected.class);
            assertThat(run.world.wrongs).as("seed %d", seed).isEmpty();
        }
        assertThat(failOvers).as("witness: fail-overs").isGreaterThan(SEEDS);
        assertThat(asynchronous).as("witness: asynchronous ones").isPositive();
        assertThat(planned).as("witness: planned ones").isPositive();
        assertThat(givenUp).as("witness: switch-overs given up").isPositive();
        assertThat(crashes).as("witness: crashes").isGreaterThan(SEEDS / 3);
        assertThat(refusedPlans).as("witness: late plans refused").isPositive();
    }

    @Test
    void theSameSeedTellsTheSameStory() {
        var first = new Run(7, Bug.NONE);
        first.safety();
        var second = new Run(7, Bug.NONE);
        second.safety();
        assertThat(first.story).isEqualTo(second.story).isNotEmpty();
    }

    /** The checker must not be blind: with these bugs it has to find something. */
    @ParameterizedTest
    @EnumSource(names = {"PROMOTES_WITHOUT_PROOF", "FORGETS_TO_RECORD_FIRST", "CARRIES_OUT_OLD_PLANS"})
    void aPlantedBugIsFound(Bug bug) {
        var found = new ArrayList<String>();
        for (long seed = 0; seed < 3 * SEEDS && found.isEmpty(); seed++) {
            var run = new Run(seed, bug);
            run.safety();
            found.addAll(run.world.wrongs);
        }
        assertThat(found).isNotEmpty();
    }

    enum Bug {
        NONE,
        /** As if synchronous replication had always been in force. */
        PROMOTES_WITHOUT_PROOF,
        /** The main is released from waiting while the record still promises that it waits. */
        FORGETS_TO_RECORD_FIRST,
        /** A controller that froze goes on with what it had planned. */
        CARRIES_OUT_OLD_PLANS
    }

    private final class Run {

        private final Bug bug;

        private final LeadershipRule rule = new LeadershipRule(3, Duration.ofSeconds(1), Duration.ofMinutes(2));
        private final SplittableRandom random;
        private final TestingWorld world;
        private final List<String> story = new ArrayList<>();
        private final List<NodeFenced> fences = new ArrayList<>();
        private final List<NodeFenceRequested> asked = new ArrayList<>();
        private final List<Plan> latePlans = new ArrayList<>();
        private Leadership state = new Unprotected(ROLES, null, "new");
        private Watch watch = Watch.begin();
        private long watchedTerm = ROLES.term();
        private long version;
        private long lastTerm = ROLES.term();

        Run(long seed, Bug bug) {
            this.bug = bug;
            random = new SplittableRandom(seed);
            world = new TestingWorld(random.split());
        }

        void safety() {
            for (int tick = 0; tick < TICKS; tick++) {
                world.tick();
                harm();
                provision();
                if (random.nextInt(40) == 0) {
                    record(Leadership.on(state, switchover()));
                }
                if (random.nextInt(20) > 0) {
                    control(random.nextInt(25) == 0);
                }
                carryOutLatePlan();
            }
        }

        private ZoneSwitchoverRequested switchover() {
            return ZoneSwitchoverRequested.newBuilder()
                    .setMeta(Meta.of("portal", "acme", "acme-prod"))
                    .setEnvironmentId("acme-prod")
                    .setSiteEpoch(1)
                    .setReason("maintenance")
                    .build();
        }

        /** No more harm: everything must become whole again. */
        void liveness() {
            latePlans.clear();
            for (int tick = 0; tick < TICKS; tick++) {
                world.nodes.values().forEach(node -> {
                    node.hiddenFromController = false;
                    node.frozen = false;
                });
                revive();
                world.tick();
                provision();
                control(false);
            }
        }

        private void harm() {
            for (TestingWorld.Node node : world.nodes.values()) {
                switch (random.nextInt(120)) {
                    case 0 -> world.stop(node.id);
                    case 1 -> node.frozen = node.alive;
                    case 2, 3 -> node.frozen = false;
                    case 4 -> node.hiddenFromController = true;
                    case 5, 6 -> node.hiddenFromController = false;
                    default -> {}
                }
            }
            if (random.nextInt(15) == 0) {
                revive();
            }
        }

        /** A node that nobody asked to fence is started again by its own supervisor, as what it was. */
        private void revive() {
            for (TestingWorld.Node node : world.nodes.values()) {
                boolean fencing =
                        asked.stream().anyMatch(each -> each.getNodeId().equals(node.id));
                if (!node.alive && !fencing && node.main) {
                    node.alive = true;
                } else if (!node.alive && !fencing) {
                    world.rejoin(node.id);
                }
            }
        }

        /** What provisioning-service does when it is asked, some time. */
        private void provision() {
            if (!asked.isEmpty() && random.nextInt(6) == 0) {
                NodeFenceRequested request = asked.getFirst();
                world.stop(request.getNodeId());
                NodeFenced proof = fenced(request.getLeaderTerm(), request.getNodeId());
                fences.add(proof);
                if (random.nextBoolean()) {
                    fences.add(proof);
                }
                if (world.node(request.getLeaderNodeId()).main) {
                    world.rejoin(request.getNodeId());
                    asked.removeFirst();
                }
            }
            if (!fences.isEmpty() && random.nextInt(3) == 0) {
                NodeFenced proof = fences.remove(random.nextInt(fences.size()));
                record(Leadership.on(state, proof));
            }
        }

        private void control(boolean crash) {
            Roles roles = state.roles();
            boolean takingOver = state instanceof FailingOver || state instanceof Stuck;
            if (watchedTerm != roles.term() || takingOver) {
                watch = Watch.begin();
                watchedTerm = roles.term();
            }
            watch = watch.after(
                    takingOver ? world.look(null, roles.leader()) : world.look(roles.leader(), roles.standby()));
            boolean inDoubt = random.nextInt(50) == 0;
            Step step = rule.next(state, watch, () -> inDoubt, world.now);
            Plan plan = new Plan(state, version, step);
            if (random.nextInt(bug == Bug.CARRIES_OUT_OLD_PLANS ? 2 : 30) == 0
                    && !(step instanceof Step.Wait || step instanceof Step.Hold)) {
                latePlans.add(plan);
                return;
            }
            carryOut(plan, crash);
        }

        /** A controller that froze after it had planned, and has woken up. */
        private void carryOutLatePlan() {
            if (!latePlans.isEmpty() && random.nextInt(20) == 0) {
                carryOut(latePlans.remove(random.nextInt(latePlans.size())), false);
            }
        }

        private void carryOut(Plan plan, boolean crash) {
            if (plan.version() != version && actsOnNodes(plan.step()) && bug != Bug.CARRIES_OUT_OLD_PLANS) {
                refusedPlans++;
                return;
            }
            Leadership seen = plan.madeFor();
            Roles roles = seen.roles();
            Instant at = world.now;
            Outcome<Leadership> outcome = switch (plan.step()) {
                case Step.Wait _, Step.Hold _, Step.RestartInPlace _, Step.PrepareRejoin _ ->
                    Outcome.ignored("nothing");
                case Step.FailOver step ->
                    bug == Bug.PROMOTES_WITHOUT_PROOF
                            ? Leadership.mainLost(new Protected(roles, at), roles, step, at)
                            : Leadership.mainLost(state, roles, step, at);
                case Step.GiveUp step ->
                    seen instanceof FailingOver attempt
                            ? Leadership.stuck(state, attempt, step, at)
                            : Leadership.noCandidate(state, roles, step, at);
                case Step.HandOver step -> handOver((SwitchingOver) seen, step, at);
                case Step.GiveUpSwitchover step -> Switchover.givenUp(state, (SwitchingOver) seen, step.why(), at);
                case Step.Reopen _ -> reopen(roles);
                case Step.Promote _ -> promote(seen);
                case Step.Pair _ -> Leadership.pairing(state, roles, at);
                case Step.NameStandby _ -> name(roles, LeadershipRule.nameOf(roles));
                case Step.Prove _ -> prove((Pairing) seen, at);
                case Step.Unpair step -> Leadership.unpaired(state, (Pairing) seen, step.why());
                case Step.GoAsynchronous step ->
                    bug == Bug.FORGETS_TO_RECORD_FIRST
                            ? name(roles, "")
                            : Leadership.standbyLost(state, (Protected) seen, step.why(), at);
                case Step.Release _ -> name(roles, "");
                case Step.Resume _ -> Leadership.mainReturned(state, (Leaderless) seen);
            };
            if (crash && actsOnNodes(plan.step())) {
                crashes++;
                watch = Watch.begin();
                return;
            }
            record(outcome);
        }

        private static boolean actsOnNodes(Step step) {
            return step instanceof Step.Promote
                    || step instanceof Step.HandOver
                    || step instanceof Step.Reopen
                    || step instanceof Step.NameStandby
                    || step instanceof Step.Prove
                    || step instanceof Step.Release;
        }

        private Outcome<Leadership> handOver(SwitchingOver seen, Step.HandOver step, Instant at) {
            TestingWorld.Node main = world.node(seen.roles().leader());
            TestingWorld.Node standby =
                    world.node(java.util.Objects.requireNonNull(seen.roles().standby()));
            if (!main.runs() || !main.main) {
                return Outcome.ignored("the main does not answer");
            }
            main.takesWrites = false;
            if (!standby.runs() || standby.main) {
                return Outcome.ignored("the standby does not replay");
            }
            standby.log = new ArrayList<>(main.log);
            WalPosition position = new WalPosition(main.log.size());
            return Switchover.handedOver(state, seen, step, new Handover(at, position, position), at);
        }

        private Outcome<Leadership> reopen(Roles roles) {
            TestingWorld.Node main = world.node(roles.leader());
            if (main.runs() && main.main) {
                main.takesWrites = true;
            }
            return Outcome.ignored("nothing to record");
        }

        private Outcome<Leadership> promote(Leadership seen) {
            FailingOver attempt = seen instanceof Stuck stuck ? stuck.attempt() : (FailingOver) seen;
            if (!attempt.synchronousInForce()) {
                world.allowLoss(attempt.candidate());
            }
            world.promote(attempt.candidate());
            return world.node(attempt.candidate()).main
                    ? Leadership.promoted(state, attempt, new Promotion(world.now, null, attempt.fenced(), List.of()))
                    : Outcome.ignored("the candidate went away");
        }

        private Outcome<Leadership> name(Roles roles, String names) {
            TestingWorld.Node main = world.node(roles.leader());
            if (main.runs() && main.main) {
                main.waitsFor = names;
            }
            return Outcome.ignored("nothing to record");
        }

        private Outcome<Leadership> prove(Pairing seen, Instant at) {
            Roles roles = seen.roles();
            TestingWorld.Node main = world.node(roles.leader());
            TestingWorld.Node standby = world.node(java.util.Objects.requireNonNull(roles.standby()));
            boolean waited = main.runs()
                    && main.main
                    && standby.runs()
                    && !standby.main
                    && main.waitsFor.equals(LeadershipRule.nameOf(roles));
            if (!waited) {
                return Outcome.ignored("the witness did not come back");
            }
            standby.log = new ArrayList<>(main.log);
            return Leadership.proved(state, seen, at);
        }

        private void record(Outcome<Leadership> outcome) {
            if (outcome instanceof Applied<Leadership>(var next, var emitted)) {
                state = next;
                version++;
                story.add(world.now + " " + next.getClass().getSimpleName());
                emitted.forEach(this::heard);
            }
        }

        private void heard(SpecificRecord event) {
            if (event instanceof ZoneFailoverStarted started) {
                failOvers++;
                planned += started.getPlanned() ? 1 : 0;
                asynchronous += started.getSynchronousInForce() ? 0 : 1;
                if (started.getLeaderTerm() <= lastTerm) {
                    world.wrongs.add("term " + started.getLeaderTerm() + " came after " + lastTerm);
                }
                lastTerm = started.getLeaderTerm();
            } else if (event instanceof ZoneSwitchoverAborted) {
                givenUp++;
            } else if (event instanceof NodeFenceRequested request) {
                asked.add(request);
            } else if (event instanceof ZoneFailoverCompleted completed && completed.getLeaderTerm() != lastTerm) {
                world.wrongs.add("term " + completed.getLeaderTerm() + " was completed in term " + lastTerm);
            }
        }
    }
}
