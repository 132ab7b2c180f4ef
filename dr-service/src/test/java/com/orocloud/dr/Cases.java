package com.orocloud.dr;

import com.orocloud.events.ApprovalMethod;
import com.orocloud.events.Check;
import com.orocloud.events.DnsUpdateRequested;
import com.orocloud.events.DrAction;
import com.orocloud.events.DrInfrastructureRequested;
import com.orocloud.events.DrStep;
import com.orocloud.events.RestoreRequested;
import com.orocloud.events.SiteRole;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** One case in each of its states, reached by the decisions themselves. */
final class Cases {

    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    static final DrSettings SETTINGS = new DrSettings(
            URI.create("https://dr.example"),
            Path.of("/nowhere"),
            "127.0.0.1:53",
            "/health",
            Duration.ofHours(4),
            Duration.ofHours(1),
            Duration.ofMinutes(15),
            Duration.ofMinutes(10));
    static final ApprovalLink LINK = new ApprovalLink("https://dr.example/approvals/secret", "hash");
    static final List<Check> GOOD = List.of(new Check("front page", true, 1L, null));
    static final List<Check> BAD = List.of(new Check("front page", false, 1L, "answers 502"));

    final Story story = new Story("acme-prod", NOON);

    /** The situation in which the story's region is lost since noon, with a backup of ten minutes before. */
    Situation situation(@Nullable Instant expected) {
        return situation(expected, NOON);
    }

    Situation situation(@Nullable Instant expected, Instant now) {
        story.now = NOON;
        var contacts = state(ContactBook.on(null, story.requested()));
        return new Situation(
                serving(),
                (Outage.Down) state(Outage.on(null, story.down(expected))),
                (ContactBook.Known) contacts,
                false,
                now);
    }

    ProtectedEnvironment.Serving serving() {
        ProtectedEnvironment state = state(ProtectedEnvironment.on(null, story.accepted()));
        state = state(ProtectedEnvironment.on(state, story.reserved()));
        state = state(ProtectedEnvironment.on(state, story.provisionedPrimary()));
        state = state(ProtectedEnvironment.on(state, story.verified()));
        state = state(
                ProtectedEnvironment.on(state, story.replicated(story.backupId, NOON.minus(Duration.ofMinutes(10)))));
        return (ProtectedEnvironment.Serving) state;
    }

    Recovery.Open open() {
        return (Recovery.Open) state(Proposal.open(null, situation(null)));
    }

    Recovery.Watching watching() {
        return (Recovery.Watching) state(Proposal.evaluate(open(), situation(NOON.plusSeconds(1800)), LINK, SETTINGS));
    }

    Recovery.AwaitingApproval awaiting() {
        return (Recovery.AwaitingApproval)
                state(Proposal.evaluate(open(), situation(NOON.plusSeconds(14_400)), LINK, SETTINGS));
    }

    Recovery.Declined declined() {
        return (Recovery.Declined) state(Proposal.decline(awaiting(), "too late at night", NOON));
    }

    Recovery.Expired expired() {
        var later = NOON.plus(Duration.ofHours(4));
        return (Recovery.Expired)
                state(Proposal.evaluate(awaiting(), situation(NOON.plusSeconds(14_400), later), LINK, SETTINGS));
    }

    Recovery.Cancelled cancelled() {
        return (Recovery.Cancelled) state(Proposal.cancel(awaiting(), story.outageId, NOON));
    }

    Recovery.Failed failed() {
        var blocked = blockedAt(DrStep.RESTORE);
        return (Recovery.Failed)
                state(Actions.on(blocked, story.asks(blocked.drCase().id(), DrAction.GIVE_UP)));
    }

    Recovery.Approved approved() {
        return (Recovery.Approved)
                state(Proposal.approve(awaiting(), "jti-1", "proof", ApprovalMethod.SIGNED_LINK, NOON));
    }

    Recovery.Provisioning provisioning() {
        return (Recovery.Provisioning) state(Steps.goOn(approved(), NOON));
    }

    Recovery.Restoring restoring() {
        var event = story.provisioned(
                SiteRole.DR, 2, story.drAddress, open().drCase().id());
        return (Recovery.Restoring) state(Recovery.on(provisioning(), event));
    }

    Recovery.Verifying verifying() {
        return (Recovery.Verifying) state(Recovery.on(restoring(), story.answer(restore(), true)));
    }

    Recovery.CuttingOver cuttingOver() {
        return (Recovery.CuttingOver) state(Steps.verified(verifying(), GOOD, NOON));
    }

    Recovery.AwaitingDomainOwner awaitingDomainOwner() {
        return (Recovery.AwaitingDomainOwner) state(Recovery.on(cuttingOver(), story.askOwner(names())));
    }

    Recovery.Confirming confirming() {
        return (Recovery.Confirming) state(Recovery.on(cuttingOver(), story.answer(names())));
    }

    Recovery.Recovered recovered() {
        return (Recovery.Recovered) state(Steps.confirmed(confirming(), GOOD, NOON));
    }

    Recovery.Blocked blockedAt(DrStep step) {
        var blocked = switch (step) {
            case PROVISION -> Recovery.on(provisioning(), story.fail(infrastructure()));
            case RESTORE -> Recovery.on(restoring(), story.fail(restore()));
            case VERIFY -> Steps.checksFailed(verifying(), BAD, NOON);
            case CUTOVER -> Recovery.on(cuttingOver(), story.fail(names()));
            case CONFIRM -> Steps.checksFailed(confirming(), BAD, NOON);
            case UNKNOWN -> throw new IllegalArgumentException("no such step");
        };
        return (Recovery.Blocked) state(blocked);
    }

    DrInfrastructureRequested infrastructure() {
        return emitted(Steps.goOn(approved(), NOON), DrInfrastructureRequested.class);
    }

    RestoreRequested restore() {
        var event = story.answer(infrastructure());
        return emitted(Recovery.on(provisioning(), event), RestoreRequested.class);
    }

    DnsUpdateRequested names() {
        return emitted(Steps.verified(verifying(), GOOD, NOON), DnsUpdateRequested.class);
    }

    static <S> S state(Outcome<S> outcome) {
        if (outcome instanceof Applied<S>(var state, var emitted)) {
            return state;
        }
        throw new AssertionError("expected to be applied: " + outcome);
    }

    static <E extends SpecificRecord> E emitted(Outcome<?> outcome, Class<E> type) {
        var found = emitted(outcome).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
        if (found.size() != 1) {
            throw new AssertionError("expected one " + type.getSimpleName() + " in " + emitted(outcome));
        }
        return found.getFirst();
    }

    static List<SpecificRecord> emitted(Outcome<?> outcome) {
        if (outcome instanceof Applied<?>(var state, var emitted)) {
            return emitted;
        }
        throw new AssertionError("expected to be applied: " + outcome);
    }

    /** What was emitted, by name, in order. */
    static List<String> said(Outcome<?> outcome) {
        return emitted(outcome).stream().map(e -> e.getSchema().getName()).toList();
    }
}
