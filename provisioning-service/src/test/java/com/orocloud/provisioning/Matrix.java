package com.orocloud.provisioning;

import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Deferred;
import com.orocloud.messaging.Outcome.Ignored;
import com.orocloud.messaging.Outcome.Impossible;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What a lifecycle makes of each event in each state, found out by asking it. */
public final class Matrix<S> {

    private final Map<String, @Nullable S> states = new LinkedHashMap<>();
    private final Map<String, Function<@Nullable S, Outcome<S>>> events = new LinkedHashMap<>();

    public Matrix() {
        states.put("(none)", null);
    }

    public Matrix<S> state(S state) {
        return state(name(state), state);
    }

    public Matrix<S> state(String name, S state) {
        states.put(name, state);
        return this;
    }

    public Matrix<S> event(String name, Function<@Nullable S, Outcome<S>> decide) {
        events.put(name, decide);
        return this;
    }

    /** As a table of Markdown: one row an event, one column a state. */
    public String render() {
        String head =
                "| | " + String.join(" | ", states.keySet()) + " |\n" + "|---|" + "---|".repeat(states.size()) + "\n";
        return head + events.entrySet().stream().map(this::row).collect(Collectors.joining("\n"));
    }

    private String row(Map.Entry<String, Function<@Nullable S, Outcome<S>>> event) {
        return Stream.concat(
                        Stream.of(event.getKey()),
                        states.values().stream()
                                .map(state -> cell(state, event.getValue().apply(state))))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static <S> String cell(@Nullable S before, Outcome<S> outcome) {
        return switch (outcome) {
            case Applied<S>(var state, var emitted) ->
                (state.equals(before) ? "=" : "**" + name(state) + "**") + said(emitted);
            case Ignored<S> _ -> "ignored";
            case Deferred<S> _ -> "deferred";
            case Impossible<S> _ -> "impossible";
        };
    }

    private static String name(Object state) {
        return state.getClass().getSimpleName();
    }

    private static String said(List<SpecificRecord> emitted) {
        String names = emitted.stream()
                .map(event -> event.getSchema().getName())
                .filter(name -> !name.equals("EnvironmentSnapshot"))
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : ", says " + names;
    }
}
