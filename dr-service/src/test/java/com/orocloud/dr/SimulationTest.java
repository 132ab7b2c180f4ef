package com.orocloud.dr;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.DnsUpdateRequested;
import com.orocloud.events.DrInfrastructureRequested;
import com.orocloud.events.DrRecovered;
import com.orocloud.events.RestoreRequested;
import com.orocloud.events.SiteFenceRequested;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The promises of a recovery, however facts are repeated, reordered, replayed or delayed, whoever answers, fails or is
 * killed. First everything may go wrong, then nothing does and all cases must come to an end.
 */
class SimulationTest {

    private static final int STEPS = 600;
    private static final int CALM_ROUNDS = 60;
    private static final Simulation.Witness WITNESS = new Simulation.Witness();
    private static int approvals;
    private static int recoveries;

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void noRecoveryWithoutOneApprovalAndNeverTwo(long seed) {
        var random = new Random(seed);
        var simulation = new Simulation(random, WITNESS, seed % 2 == 0);
        var world = new World(simulation, random);
        for (int step = 0; step < STEPS; step++) {
            world.somethingHappens();
        }
        simulation.oracle.calmDown();
        for (int round = 0; round < CALM_ROUNDS; round++) {
            world.everythingWorks();
        }
        simulation.assertSettled(world.stories);
        approvals += simulation.oracle.approvals();
        recoveries += simulation.oracle.recoveries();
    }

    @AfterAll
    static void everythingThatMayGoWrongDidAndRecoveriesHappened() {
        assertThat(WITNESS.duplicates).isPositive();
        assertThat(WITNESS.rewinds).isPositive();
        assertThat(WITNESS.crashes).isPositive();
        assertThat(WITNESS.deferred).isPositive();
        assertThat(WITNESS.cutOff).as("cases of the second criterion").isGreaterThan(50);
        assertThat(approvals).isGreaterThan(100);
        assertThat(recoveries).isGreaterThan(100);
    }

    /** Two environments in one region, the other services, and people who press buttons. */
    private static final class World {

        final List<Story> stories = new ArrayList<>();
        private final Simulation simulation;
        private final Random random;
        private int heard;
        private UUID outageId;
        private boolean isDown;
        private final Map<String, Instant> cutOffSince = new HashMap<>();
        private final List<SpecificRecord> commands = new ArrayList<>();

        World(Simulation simulation, Random random) {
            this.simulation = simulation;
            this.random = random;
            this.outageId = simulation.id();
            for (var name : List.of("acme-prod", "globex-prod")) {
                var story = new Story(name, simulation.now, simulation::id);
                stories.add(story);
                simulation.publish("requests", story.requested(Story.contact(Story.ANNA, 1), Story.contact("b@x", 2)));
                simulation.publish("environment", story.accepted());
                simulation.publish("environment", story.reserved());
                simulation.publish("environment", story.provisionedPrimary());
                simulation.publish("backup", story.verified());
                simulation.publish("backup", story.replicated());
            }
        }

        void somethingHappens() {
            var story = stories.get(random.nextInt(stories.size()));
            stories.forEach(each -> each.now = simulation.now);
            switch (random.nextInt(17)) {
                case 0, 1, 2, 3, 4 -> simulation.deliverSome();
                case 5, 6 -> simulation.sweepCases(stories);
                case 7 -> simulation.sweepSteps(story);
                case 8 -> simulation.sweepChecks(story, random.nextInt(5) > 0);
                case 9 -> somebodyPressesAButton();
                case 10, 11 -> somebodyAnswers(random.nextInt(4) > 0);
                case 12 -> theRegionChanges(story);
                case 13 -> simulation.pass(Duration.ofSeconds(random.nextInt(1200)));
                case 14 -> aBackupIsMade(story);
                case 15 -> theWayToItChanges(story);
                default -> contactsChange(story);
            }
            hearCommands();
        }

        /** One round without faults: everybody does what they should, the owner says yes. */
        void everythingWorks() {
            stories.forEach(each -> each.now = simulation.now);
            simulation.deliverAll();
            simulation.sweepCases(stories);
            for (var token : List.copyOf(simulation.links.keySet())) {
                simulation.answer(token, true, simulation.link(token).planHash());
            }
            for (var story : stories) {
                simulation.sweepSteps(story);
                simulation.sweepChecks(story, true);
            }
            hearCommands();
            commands.forEach(command -> answer(command, true));
            commands.clear();
            simulation.pass(Duration.ofMinutes(5));
        }

        private void hearCommands() {
            for (; heard < simulation.oracle.said.size(); heard++) {
                var word = simulation.oracle.said.get(heard);
                switch (word) {
                    case DrInfrastructureRequested _, SiteFenceRequested _, RestoreRequested _, DnsUpdateRequested _ ->
                        commands.add(word);
                    case DrRecovered e ->
                        simulation.publish(
                                "environment",
                                storyOf(e.getEnvironmentId()).siteChanged(e.getSiteEpoch(), e.getDrCaseId()));
                    default -> {}
                }
            }
        }

        /** Any command that was ever given may be answered, also twice. */
        private void somebodyAnswers(boolean well) {
            if (!commands.isEmpty()) {
                int at = random.nextInt(commands.size());
                answer(commands.get(at), well);
                if (random.nextBoolean()) {
                    commands.remove(at);
                }
            }
        }

        private void answer(SpecificRecord command, boolean well) {
            switch (command) {
                case DrInfrastructureRequested c -> {
                    var story = storyOf(c.getEnvironmentId());
                    simulation.publish("environment", well ? story.answer(c) : story.fail(c));
                }
                case SiteFenceRequested c ->
                    simulation.publish(
                            "environment", storyOf(c.getEnvironmentId()).answer(c, well));
                case RestoreRequested c -> {
                    var story = storyOf(c.getEnvironmentId());
                    simulation.publish("backup", well ? story.answer(c) : story.fail(c));
                }
                case DnsUpdateRequested c -> {
                    var story = storyOf(c.getEnvironmentId());
                    if (random.nextBoolean()) {
                        simulation.publish("dns", story.askOwner(c));
                    }
                    simulation.publish("dns", well ? story.answer(c) : story.fail(c));
                }
                default -> throw new AssertionError("nobody answers " + command);
            }
        }

        private void somebodyPressesAButton() {
            var tokens = List.copyOf(simulation.links.keySet());
            if (!tokens.isEmpty()) {
                var token = tokens.get(random.nextInt(tokens.size()));
                var shown = random.nextInt(8) == 0
                        ? "another plan"
                        : simulation.link(token).planHash();
                simulation.answer(token, random.nextInt(8) > 0, shown);
                simulation.answer(token, random.nextInt(8) > 0, shown);
            }
        }

        private void theRegionChanges(Story story) {
            if (isDown && random.nextInt(12) == 0) {
                simulation.publish("region", story.recovered(outageId));
                isDown = false;
            } else {
                if (!isDown) {
                    outageId = simulation.id();
                    isDown = true;
                }
                var expected = random.nextBoolean() ? null : simulation.now.plusSeconds(random.nextInt(10_000));
                simulation.publish("region", story.down(outageId, simulation.now, simulation.now, expected));
            }
        }

        private void theWayToItChanges(Story story) {
            var since = cutOffSince.remove(story.environmentId);
            if (since == null) {
                cutOffSince.put(story.environmentId, simulation.now);
                simulation.publish("failover", story.unreachable(simulation.now, random.nextBoolean()));
            } else if (random.nextBoolean()) {
                simulation.publish("failover", story.reachable(since));
            } else {
                cutOffSince.put(story.environmentId, since);
                simulation.publish("failover", story.unreachable(since, true));
            }
        }

        private void aBackupIsMade(Story story) {
            var backup = simulation.id();
            simulation.publish("backup", story.verified(backup));
            simulation.publish("backup", story.replicated(backup, simulation.now));
            if (random.nextInt(4) == 0) {
                simulation.publish("backup", story.quarantined(backup));
            }
        }

        private void contactsChange(Story story) {
            if (random.nextInt(6) == 0) {
                var request = simulation.id();
                simulation.publish("requests", story.requested(request, Story.contact("new@acme.example", 1)));
                simulation.publish("environment", story.accepted(request));
            }
        }

        private Story storyOf(String environmentId) {
            return stories.stream()
                    .filter(story -> story.environmentId.equals(environmentId))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
