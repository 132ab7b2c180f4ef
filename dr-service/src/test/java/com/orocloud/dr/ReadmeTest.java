package com.orocloud.dr;

import static com.orocloud.dr.Cases.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.ApprovalMethod;
import com.orocloud.events.DrAction;
import com.orocloud.events.DrActionRejected;
import com.orocloud.events.DrStep;
import com.orocloud.events.SiteFenceRequested;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README's table is what the code does. {@code -Dreadme.update=true} writes it anew. */
class ReadmeTest {

    private static final Path README = Path.of("README.md");
    private static final String BEGIN = "<!-- table: rendered by ReadmeTest -->\n";
    private static final String END = "<!-- end of table -->";

    private final Cases cases = new Cases();

    @Test
    void theTableOfStatesAndEventsIsWhatTheCodeDoes() throws IOException {
        var text = Files.readString(README);
        var before = text.substring(0, text.indexOf(BEGIN) + BEGIN.length());
        var after = text.substring(text.indexOf(END));
        var current = before + table() + after;
        if (Boolean.getBoolean("readme.update")) {
            Files.writeString(README, current);
        }

        assertThat(Files.readString(README))
                .as("the table in README.md is stale: run this test with -Dreadme.update=true")
                .isEqualTo(current);
    }

    private String table() {
        var events = events();
        var table = new StringBuilder("| | " + String.join(" | ", events.keySet()) + " |\n");
        table.append("|---|").append("---|".repeat(events.size())).append('\n');
        states().forEach((name, state) -> table.append("| **")
                .append(name)
                .append("** | ")
                .append(events.values().stream()
                        .map(event -> cell(event.apply(state)))
                        .collect(Collectors.joining(" | ")))
                .append(" |\n"));
        return table.toString();
    }

    private static String cell(Outcome<Recovery> outcome) {
        return switch (outcome) {
            case Applied<Recovery>(var _, var emitted)
            when emitted.size() == 1 && emitted.getFirst() instanceof DrActionRejected -> "no";
            case Applied<Recovery>(var state, var _) -> state.getClass().getSimpleName();
            case Outcome.Ignored<Recovery> _ -> "·";
            case Outcome.Deferred<Recovery> _ -> "later";
            case Outcome.Impossible<Recovery> _ -> "✗";
        };
    }

    private Map<String, Recovery> states() {
        var states = new LinkedHashMap<String, Recovery>();
        for (var state : new Recovery[] {
            cases.open(),
            cases.watching(),
            cases.awaiting(),
            cases.declined(),
            cases.expired(),
            cases.cancelled(),
            cases.failed(),
            cases.approved(),
            cases.provisioning(),
            cases.restoring(),
            cases.verifying(),
            cases.cuttingOver(),
            cases.awaitingDomainOwner(),
            cases.confirming(),
            cases.recovered()
        }) {
            states.put(state.getClass().getSimpleName(), state);
        }
        for (var step :
                new DrStep[] {DrStep.PROVISION, DrStep.RESTORE, DrStep.VERIFY, DrStep.CUTOVER, DrStep.CONFIRM}) {
            states.put("Blocked in " + step, cases.blockedAt(step));
        }
        return states;
    }

    private Map<String, Function<Recovery, Outcome<Recovery>>> events() {
        var story = cases.story;
        var infrastructure = cases.infrastructure();
        var restore = cases.restore();
        var names = cases.names();
        var fence = Cases.emitted(Steps.goOn(cases.approved(), NOON), SiteFenceRequested.class);
        var events = new LinkedHashMap<String, Function<Recovery, Outcome<Recovery>>>();
        events.put(
                "sweep, now",
                state -> Proposal.evaluate(state, cases.situation(NOON.plusSeconds(14_400)), Cases.LINK, Cases.SETTINGS)
                                instanceof Applied<Recovery> a
                        ? a
                        : Steps.goOn(state, NOON));
        events.put(
                "sweep, a day later",
                state -> Proposal.evaluate(
                                        state,
                                        cases.situation(NOON.plusSeconds(14_400), NOON.plus(Duration.ofDays(1))),
                                        Cases.LINK,
                                        Cases.SETTINGS)
                                instanceof Applied<Recovery> a
                        ? a
                        : Steps.goOn(state, NOON.plus(Duration.ofDays(1))));
        events.put("yes", this::yes);
        events.put("region back", state -> Proposal.cancel(state, story.outageId, NOON));
        events.put("EnvironmentProvisioned", state -> Recovery.on(state, story.answer(infrastructure)));
        events.put("EnvironmentProvisioningFailed", state -> Recovery.on(state, story.fail(infrastructure)));
        events.put("EnvironmentFenced", state -> Recovery.on(state, story.answer(fence, true)));
        events.put("RestoreCompleted", state -> Recovery.on(state, story.answer(restore)));
        events.put("RestoreFailed", state -> Recovery.on(state, story.fail(restore)));
        events.put(
                "checks pass",
                state -> Steps.verified(state, Cases.GOOD, NOON) instanceof Applied<Recovery> a
                        ? a
                        : Steps.confirmed(state, Cases.GOOD, NOON));
        events.put("CustomerDnsActionRequired", state -> Recovery.on(state, story.askOwner(names)));
        events.put("DnsUpdated", state -> Recovery.on(state, story.answer(names)));
        events.put("DnsUpdateFailed", state -> Recovery.on(state, story.fail(names)));
        for (var action : new DrAction[] {DrAction.RETRY, DrAction.GIVE_UP, DrAction.CANCEL}) {
            events.put(
                    action.name(),
                    state -> Actions.on(state, story.asks(state.drCase().id(), action)));
        }
        events.put("EnvironmentDecommissionStarted", state -> Actions.on(state, story.ends()));
        return events;
    }

    private Outcome<Recovery> yes(Recovery state) {
        var request = cases.awaiting().request();
        var link = new Approvals.Link("acme-prod", state.drCase().id(), request.approvalId(), request.planHash());
        var standing = Standing.of(state, link, cases.situation(null).contacts(), true, NOON);
        return standing == Standing.OPEN && state instanceof Recovery.AwaitingApproval awaiting
                ? Proposal.approve(awaiting, UUID.randomUUID().toString(), "proof", ApprovalMethod.SIGNED_LINK, NOON)
                : Outcome.ignored(standing.name());
    }
}
