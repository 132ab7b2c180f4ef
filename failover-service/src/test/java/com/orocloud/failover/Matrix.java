package com.orocloud.failover;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Deferred;
import com.orocloud.messaging.Outcome.Ignored;
import com.orocloud.messaging.Outcome.Impossible;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What a lifecycle makes of everything that can happen to it, in each state, as README.md shows it. */
public final class Matrix<S> {

    private static final Path PAGE = Path.of("README.md");

    private final List<@Nullable S> states = new ArrayList<>();
    private final Map<String, Function<@Nullable S, Outcome<S>>> happenings = new LinkedHashMap<>();

    @SafeVarargs
    @SuppressWarnings("varargs")
    public Matrix(S... states) {
        this.states.add(null);
        this.states.addAll(List.of(states));
    }

    /** Something that can happen; what it is given is the state it meets. */
    public Matrix<S> when(String what, Function<@Nullable S, Outcome<S>> decide) {
        happenings.put(what, decide);
        return this;
    }

    /** Fails if the part of README.md between this name's marks is not what the code does. */
    public void assertShown(String name) throws IOException {
        String begin = "<!-- " + name + ": rendered from the code -->\n";
        String end = "<!-- end of " + name + " -->";
        String page = Files.readString(PAGE);
        int from = page.indexOf(begin) + begin.length();
        String fresh = page.substring(0, from) + table() + page.substring(page.indexOf(end, from));
        if (Boolean.getBoolean("render")) {
            Files.writeString(PAGE, fresh);
            return;
        }
        assertThat(page)
                .as("README.md is stale; write it anew with: ./mvnw -pl failover-service -am test"
                        + " -Dtest='*MatrixTest' -Dsurefire.failIfNoSpecifiedTests=false -Drender=true")
                .isEqualTo(fresh);
    }

    private String table() {
        String head = states.stream()
                .map(state -> state == null ? "(none)" : name(state))
                .collect(Collectors.joining(" | ", "| | ", " |\n"));
        var table = new StringBuilder(head + "|---|" + "---|".repeat(states.size()) + "\n");
        happenings.forEach((what, decide) -> {
            table.append("| ").append(what).append(" |");
            states.forEach(state ->
                    table.append(' ').append(cell(state, decide.apply(state))).append(" |"));
            table.append('\n');
        });
        return table.toString();
    }

    private static <S> String cell(@Nullable S before, Outcome<S> outcome) {
        return switch (outcome) {
            case Applied<S>(var state, var emitted) ->
                (state.equals(before) ? "=" : "**" + name(state) + "**") + said(emitted);
            case Ignored<S> _ -> "·";
            case Deferred<S> _ -> "later";
            case Impossible<S> _ -> "✗";
        };
    }

    private static String name(Object state) {
        return state.getClass().getSimpleName();
    }

    /** Snapshots say again what the state is, so they are left out. */
    private static String said(List<SpecificRecord> emitted) {
        String names = emitted.stream()
                .map(event -> event.getSchema().getName())
                .filter(name -> !name.endsWith("Snapshot"))
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : ": " + names;
    }
}
