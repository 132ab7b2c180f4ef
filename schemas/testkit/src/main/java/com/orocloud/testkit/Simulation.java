package com.orocloud.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Feeds a lifecycle the way a broker may: topics in any order among each other, each from its beginning to its end but
 * set back at times, so that its last records come again. Everything is chosen by a seed; after every step the
 * invariants must hold. A failure names the seed and tells what was delivered.
 *
 * @param <S> the lifecycle's state, null before its first event
 * @param <E> what is delivered
 */
public final class Simulation<S, E> {

    private static final double SET_BACK = 0.2;
    private static final double LOSS = 0.15;
    private static final int STEPS_MAX = 10_000;

    private final Decision<S, E> decision;
    private final List<List<E>> topics = new ArrayList<>();
    private final List<Invariant<S>> invariants = new ArrayList<>();
    private boolean losing;

    private Simulation(Decision<S, E> decision) {
        this.decision = decision;
    }

    /** What a lifecycle makes of an event. */
    @FunctionalInterface
    public interface Decision<S, E> {
        Answer<S> decide(@Nullable S state, E event);
    }

    /**
     * The state after an event.
     *
     * @param state as it was, if the event changes nothing
     * @param later true if the event must be delivered again, because it needs something that is still on its way
     */
    public record Answer<S>(@Nullable S state, boolean later) {

        public static <S> Answer<S> now(@Nullable S state) {
            return new Answer<>(state, false);
        }

        public static <S> Answer<S> later(@Nullable S unchanged) {
            return new Answer<>(unchanged, true);
        }
    }

    private record Invariant<S>(String sentence, Predicate<S> holds) {}

    public static <S, E> Simulation<S, E> of(Decision<S, E> decision) {
        return new Simulation<>(decision);
    }

    /** Adds a topic. Its events keep their order, as those of one key do. */
    public Simulation<S, E> topic(List<? extends E> events) {
        topics.add(List.copyOf(events));
        return this;
    }

    /** What must hold of the state after every step. */
    public Simulation<S, E> always(String sentence, Predicate<S> holds) {
        invariants.add(new Invariant<>(sentence, holds));
        return this;
    }

    /** Some events are never delivered, because who should have said them died first. */
    public Simulation<S, E> losing() {
        losing = true;
        return this;
    }

    /**
     * Delivers everything once or more.
     *
     * @return the state in the end
     * @throws AssertionError with the seed and the deliveries, if an invariant does not hold
     */
    public @Nullable S run(long seed) {
        var run = new Run(seed);
        while (run.isUnfinished()) {
            run.step();
        }
        return run.state;
    }

    private final class Run {

        private final long seed;
        private final SplittableRandom random;
        private final List<List<E>> queues = new ArrayList<>();
        private final int[] positions;
        private final boolean[] waiting;
        private final List<String> told = new ArrayList<>();
        private @Nullable S state;

        Run(long seed) {
            this.seed = seed;
            // neighbouring seeds must not begin alike, as those of java.util.Random do
            random = new SplittableRandom(seed);
            for (List<E> topic : topics) {
                queues.add(topic.stream()
                        .filter(event -> !losing || random.nextDouble() >= LOSS)
                        .toList());
            }
            positions = new int[queues.size()];
            waiting = new boolean[queues.size()];
        }

        boolean isUnfinished() {
            return !open().isEmpty();
        }

        void step() {
            List<Integer> ready =
                    open().stream().filter(topic -> !waiting[topic]).toList();
            if (ready.isEmpty()) {
                giveUp(open().getFirst());
                return;
            }
            int topic = ready.get(random.nextInt(ready.size()));
            E event = queues.get(topic).get(positions[topic]);
            Answer<S> answer = decision.decide(state, event);
            tell(event + " -> " + (answer.later() ? "later" : answer.state()));
            if (answer.later()) {
                waiting[topic] = true;
                return;
            }
            state = answer.state();
            check(answer.state());
            Arrays.fill(waiting, false);
            positions[topic]++;
            if (random.nextDouble() < SET_BACK) {
                positions[topic] -= random.nextInt(positions[topic] + 1);
            }
        }

        /** All wait, so what this one waits for never comes. */
        private void giveUp(int topic) {
            tell("given up: " + queues.get(topic).get(positions[topic]));
            positions[topic]++;
            waiting[topic] = false;
        }

        private void check(@Nullable S now) {
            for (Invariant<S> invariant : invariants) {
                if (now != null && !invariant.holds().test(now)) {
                    throw failure(invariant.sentence());
                }
            }
        }

        private void tell(String line) {
            told.add(line);
            if (told.size() > STEPS_MAX) {
                throw failure("it comes to an end");
            }
        }

        private List<Integer> open() {
            var open = new ArrayList<Integer>();
            for (int topic = 0; topic < positions.length; topic++) {
                if (positions[topic] < queues.get(topic).size()) {
                    open.add(topic);
                }
            }
            return open;
        }

        private AssertionError failure(String sentence) {
            return new AssertionError(
                    "seed " + seed + ": not true that " + sentence + ", after\n  " + String.join("\n  ", told));
        }
    }
}
