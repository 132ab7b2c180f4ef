package com.orocloud.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Deferred;
import com.orocloud.messaging.Outcome.Ignored;
import com.orocloud.messaging.Outcome.Impossible;
import com.orocloud.notification.Handover.NotNow;
import com.orocloud.notification.Handover.Taken;
import com.orocloud.notification.Handover.Unaddressable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keeps the tables of README.md true. */
class NoticeMatrixTest {

    private static final Path PAGE = Path.of("README.md");

    /** Something that can happen to a notice. */
    @FunctionalInterface
    private interface Step {
        Outcome<Notice> on(@Nullable Notice state);
    }

    @Test
    void theReadmeShowsTheLifecycleAndTheMailsAsTheyAre() throws IOException {
        String page = Files.readString(PAGE);
        String fresh = replace(replace(page, "notice", lifecycle()), "mails", mails());
        if (Boolean.getBoolean("render")) {
            Files.writeString(PAGE, fresh);
            return;
        }
        assertThat(page)
                .as("README.md is stale; write it anew with: ./mvnw -pl notification-service -am test "
                        + "-Dtest=NoticeMatrixTest -Dsurefire.failIfNoSpecifiedTests=false -Drender=true")
                .isEqualTo(fresh);
    }

    private static String lifecycle() {
        var table = new StringBuilder("| state |");
        steps().keySet().forEach(step -> table.append(' ').append(step).append(" |"));
        table.append("\n|---|").append("---|".repeat(steps().size())).append('\n');
        var states = new ArrayList<@Nullable Notice>();
        states.add(null);
        states.addAll(SampleNotices.oneInEachState());
        for (Notice state : states) {
            table.append("| ").append(state == null ? "(new)" : name(state)).append(" |");
            steps().values()
                    .forEach(step ->
                            table.append(' ').append(cell(step.on(state))).append(" |"));
            table.append('\n');
        }
        return table.toString();
    }

    private static Map<String, Step> steps() {
        var label = SampleNotices.label(true, null);
        var at = SampleNotices.NOON;
        var steps = new LinkedHashMap<String, Step>();
        steps.put("queue", state -> Notice.queued(state, label, SampleNotices.LETTER));
        steps.put("dispatch", state -> Notice.dispatched(state, "first:25", at));
        steps.put("taken", state -> Notice.handedOver(state, new Taken(), at, SampleNotices.TWO_RELAYS));
        steps.put("not now", state -> Notice.handedOver(state, new NotNow("away"), at, SampleNotices.TWO_RELAYS));
        steps.put("never", state -> Notice.handedOver(state, new Unaddressable(), at, SampleNotices.TWO_RELAYS));
        steps.put("expired", state -> Notice.expired(state, at));
        steps.put("operations told", state -> Notice.operationsTold(state, at));
        return steps;
    }

    private static String cell(Outcome<Notice> outcome) {
        return switch (outcome) {
            case Applied<Notice>(Notice state, List<SpecificRecord> emitted) ->
                "**" + name(state) + "**"
                        + emitted.stream()
                                .map(each -> ", says " + each.getSchema().getName())
                                .collect(Collectors.joining());
            case Ignored<Notice> _ -> "·";
            case Deferred<Notice> _ -> "waits";
            case Impossible<Notice> _ -> "dead letter";
        };
    }

    private static String mails() {
        var table = new StringBuilder("| mail | told to | if it cannot be delivered |\n|---|---|---|\n");
        for (Story story : SampleStories.all()) {
            table.append("| %s | %s | %s |\n"
                    .formatted(
                            story.template(),
                            story.audience().stream()
                                    .map(each -> each.name()
                                            .toLowerCase(java.util.Locale.ROOT)
                                            .replace('_', ' '))
                                    .sorted()
                                    .collect(Collectors.joining(", ")),
                            story.mandatory() ? "operations is told" : "it is given up"));
        }
        return table.toString();
    }

    private static String name(Notice state) {
        return state.getClass().getSimpleName();
    }

    private static String replace(String page, String part, String table) {
        String begin = "<!-- " + part + ": rendered from the code; see NoticeMatrixTest -->\n";
        int start = page.indexOf(begin);
        int end = page.indexOf("<!-- end of " + part + " -->");
        assertThat(start).as("the place for " + part).isNotNegative();
        assertThat(end).as("the end of " + part).isGreaterThan(start);
        return page.substring(0, start + begin.length()) + table + page.substring(end);
    }
}
