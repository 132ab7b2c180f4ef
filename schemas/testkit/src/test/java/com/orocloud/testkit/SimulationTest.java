package com.orocloud.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.orocloud.testkit.Simulation.Answer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimulationTest {

    private final Set<String> seen = new HashSet<>();

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everythingIsDeliveredInTheEnd(long seed) {
        collecting().topic(List.of("a1", "a2", "a3")).topic(List.of("b1", "b2")).run(seed);

        assertThat(seen).containsExactlyInAnyOrder("a1", "a2", "a3", "b1", "b2");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aTopicsOwnOrderIsKept(long seed) {
        collecting()
                .topic(List.of("a1", "a2", "a3"))
                .topic(List.of("b1"))
                .always("a3 never comes before a2", last -> !last.equals("a3") || seen.contains("a2"))
                .run(seed);
    }

    @Test
    void someSeedDuplicatesAndSomeReorders() {
        assertThat(seeds().mapToObj(this::history))
                .anySatisfy(history -> assertThat(history).containsPattern("a1.*a1"))
                .anySatisfy(history -> assertThat(history).startsWith("b1"))
                .anySatisfy(history -> assertThat(history).startsWith("a1"));
    }

    @Test
    void someSeedLoses() {
        assertThat(seeds().mapToObj(seed -> {
                    seen.clear();
                    collecting().topic(List.of("a1", "a2", "a3")).losing().run(seed);
                    return Set.copyOf(seen);
                }))
                .anySatisfy(all -> assertThat(all).hasSizeLessThan(3));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatMustWaitIsDeliveredAgainWhenSomethingChanged(long seed) {
        Simulation.<String, String>of((state, event) -> {
                    if (event.equals("b1") && !seen.contains("a1")) {
                        return Answer.later(state);
                    }
                    seen.add(event);
                    return Answer.now(event);
                })
                .topic(List.of("a1"))
                .topic(List.of("b1"))
                .run(seed);

        assertThat(seen).containsExactlyInAnyOrder("a1", "b1");
    }

    @Test
    void whatWaitsForEverIsGivenUp() {
        Simulation.<String, String>of((state, event) -> Answer.later(state))
                .topic(List.of("a1", "a2"))
                .run(1);

        assertThat(seen).isEmpty();
    }

    @Test
    void aBrokenInvariantNamesTheSeedAndTheDeliveries() {
        assertThatThrownBy(() -> collecting()
                        .topic(List.of("a1", "a2"))
                        .always("a2 never comes", last -> !last.equals("a2"))
                        .run(42))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed 42")
                .hasMessageContaining("a2 never comes")
                .hasMessageContaining("a1 -> a1");
    }

    private String history(long seed) {
        var history = new StringBuilder();
        Simulation.<String, String>of((state, event) -> {
                    history.append(event);
                    return Answer.now(event);
                })
                .topic(List.of("a1", "a2"))
                .topic(List.of("b1"))
                .run(seed);
        return history.toString();
    }

    private Simulation<String, String> collecting() {
        return Simulation.of((state, event) -> {
            seen.add(event);
            return Answer.now(event);
        });
    }
}
