package com.orocloud.dr;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.dr.Recovery.AfterApproval;
import com.orocloud.dr.Recovery.AwaitingApproval;
import com.orocloud.dr.Recovery.Confirming;
import com.orocloud.dr.Recovery.Verifying;
import com.orocloud.events.ApprovalMethod;
import com.orocloud.events.BackupReplicated;
import com.orocloud.events.BackupVerificationFailed;
import com.orocloud.events.BackupVerified;
import com.orocloud.events.CustomerDnsActionRequired;
import com.orocloud.events.DnsUpdateFailed;
import com.orocloud.events.DnsUpdated;
import com.orocloud.events.DrCause;
import com.orocloud.events.EnvironmentAccepted;
import com.orocloud.events.EnvironmentAddressesReserved;
import com.orocloud.events.EnvironmentFenced;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.EnvironmentProvisioningFailed;
import com.orocloud.events.EnvironmentReachable;
import com.orocloud.events.EnvironmentRejected;
import com.orocloud.events.EnvironmentRequested;
import com.orocloud.events.EnvironmentSiteChanged;
import com.orocloud.events.EnvironmentUnreachable;
import com.orocloud.events.EventMeta;
import com.orocloud.events.RegionDown;
import com.orocloud.events.RegionRecovered;
import com.orocloud.events.RegionRef;
import com.orocloud.events.RestoreCompleted;
import com.orocloud.events.RestoreFailed;
import com.orocloud.events.SiteRole;
import com.orocloud.messaging.Decision;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Deferred;
import com.orocloud.messaging.Outcome.Impossible;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * dr-service without threads, disks and networks: its decisions between topics that repeat, rewind and lag, and sweeps
 * that are killed before they commit. {@link Oracle} watches every word that it says.
 */
final class Simulation {

    /** What went wrong on purpose; a simulation in which nothing did has shown nothing. */
    static final class Witness {
        int duplicates;
        int rewinds;
        int crashes;
        int deferred;
        int cutOff;
    }

    /** What one event does to one aggregate of the service. */
    private record Effect(String aggregate, Function<@Nullable Object, Outcome<?>> decision) {}

    final Random random;
    final Witness witness;
    final Oracle oracle = new Oracle();
    final Map<String, List<SpecificRecord>> topics = new LinkedHashMap<>();
    private final Map<String, Integer> positions = new LinkedHashMap<>();
    private final Map<String, Object> states = new LinkedHashMap<>();
    private final List<SpecificRecord> waiting = new ArrayList<>();
    private final Set<String> decidedOutages = new HashSet<>();
    private final Set<String> inbox = new HashSet<>();
    private final boolean hasInbox;
    final Map<String, Approvals.Link> links = new LinkedHashMap<>();
    Instant now = Cases.NOON;

    /** @param hasInbox false to show that the decisions bear repetitions by themselves */
    Simulation(Random random, Witness witness, boolean hasInbox) {
        this.random = random;
        this.witness = witness;
        this.hasInbox = hasInbox;
    }

    void publish(String topic, SpecificRecord event) {
        topics.computeIfAbsent(topic, name -> new ArrayList<>()).add(event);
    }

    /** Takes the next record of some topic, perhaps twice, perhaps dying before the commit, perhaps rewinding. */
    void deliverSome() {
        var names = List.copyOf(topics.keySet());
        var topic = names.get(random.nextInt(names.size()));
        var log = Objects.requireNonNull(topics.get(topic));
        int position = positions.getOrDefault(topic, 0);
        if (position < log.size()) {
            if (!crashes()) {
                handle(log.get(position));
                positions.put(topic, position + 1);
            }
            if (random.nextInt(4) == 0) {
                witness.duplicates++;
                handle(log.get(position));
            }
        } else if (random.nextInt(10) == 0 && position > 0) {
            witness.rewinds++;
            positions.put(topic, random.nextInt(position));
        }
    }

    /** Everything that is on the topics, in order, once. */
    void deliverAll() {
        topics.forEach((topic, log) -> {
            for (int at = positions.getOrDefault(topic, 0); at < log.size(); at++) {
                handle(log.get(at));
            }
            positions.put(topic, log.size());
        });
        retryWaiting();
    }

    boolean hasUndelivered() {
        return topics.entrySet().stream()
                .anyMatch(topic -> positions.getOrDefault(topic.getKey(), 0)
                        < topic.getValue().size());
    }

    private void handle(SpecificRecord event) {
        for (var effect : effects(event)) {
            var key = effect.aggregate() + ((EventMeta) event.get(0)).getEventId();
            if (hasInbox && inbox.contains(key)) {
                continue;
            }
            var outcome = effect.decision().apply(states.get(effect.aggregate()));
            switch (outcome) {
                case Deferred<?> _ -> {
                    witness.deferred++;
                    waiting.add(event);
                }
                case Impossible<?>(var why) -> throw new AssertionError(why + ": " + event);
                case Applied<?> _, Outcome.Ignored<?> _ -> {
                    inbox.add(key);
                    commit(effect.aggregate(), outcome);
                }
            }
        }
    }

    private void retryWaiting() {
        var again = List.copyOf(waiting);
        waiting.clear();
        again.forEach(this::handle);
    }

    private void commit(String aggregate, Outcome<?> outcome) {
        if (outcome instanceof Applied<?>(var state, var emitted)) {
            states.put(aggregate, state);
            emitted.forEach(oracle::hear);
            retryWaiting();
        }
    }

    /** What {@link CaseSweep} does, for each environment and each case. */
    void sweepCases(List<Story> stories) {
        for (var story : stories) {
            var environment = states.get("environment/" + story.environmentId);
            if (environment instanceof ProtectedEnvironment.Serving serving) {
                if (outageOf(serving.active().region()) instanceof Outage.Down down) {
                    open(story, situation(serving, down));
                }
                if (states.get("reach/" + story.environmentId) instanceof Reach.CutOff cutOff
                        && cutOff.insideIsWell()
                        && cutOff.siteEpoch() == serving.active().epoch()) {
                    open(story, situation(serving, cutOff));
                }
            }
            evaluate(story);
        }
    }

    private void open(Story story, Situation situation) {
        var decided = story.environmentId + situation.outage().outageId();
        if (!decidedOutages.contains(decided) && situation.whyNotProtected().isEmpty() && !crashes()) {
            var outcome = Proposal.open(recovery(story), situation);
            if (outcome instanceof Applied<?>) {
                decidedOutages.add(decided);
                witness.cutOff += situation.outage() instanceof Reach.CutOff ? 1 : 0;
            }
            commit("recovery/" + story.environmentId, outcome);
        }
    }

    /** The disaster that the case is about, while it lasts. */
    private @Nullable Disaster disasterOf(DrCase drCase) {
        Object known = drCase.cause() == DrCause.ENVIRONMENT_UNREACHABLE
                ? states.get("reach/" + drCase.environmentId())
                : outageOf(drCase.lost());
        return known instanceof Disaster disaster && disaster.outageId().equals(drCase.outageId()) ? disaster : null;
    }

    private void evaluate(Story story) {
        var current = recovery(story);
        if (current == null || crashes()) {
            return;
        }
        var token = "token-" + random.nextLong();
        var link = new ApprovalLink("https://dr.example/approvals/" + token, Sha256.of(token));
        var disaster = disasterOf(current.drCase());
        var outcome = disaster != null
                        && states.get("environment/" + story.environmentId)
                                instanceof ProtectedEnvironment.Serving serving
                ? Proposal.evaluate(current, situation(serving, disaster), link, Cases.SETTINGS)
                : Proposal.cancel(current, current.drCase().outageId(), now);
        commit("recovery/" + story.environmentId, outcome);
        if (outcome instanceof Applied<Recovery>(AwaitingApproval asked, var emitted)) {
            var request = asked.request();
            links.put(
                    token,
                    new Approvals.Link(
                            story.environmentId, asked.drCase().id(), request.approvalId(), request.planHash()));
        }
    }

    void sweepSteps(Story story) {
        if (!crashes()) {
            commit("recovery/" + story.environmentId, Steps.goOn(recovery(story), now));
        }
    }

    void sweepChecks(Story story, boolean healthy) {
        var current = recovery(story);
        if (!crashes() && (current instanceof Verifying || current instanceof Confirming)) {
            var outcome = !healthy
                    ? Steps.checksFailed(current, Cases.BAD, now)
                    : current instanceof Verifying
                            ? Steps.verified(current, Cases.GOOD, now)
                            : Steps.confirmed(current, Cases.GOOD, now);
            commit("recovery/" + story.environmentId, outcome);
        }
    }

    /** Somebody presses a button of some link that was ever mailed. */
    void answer(String token, boolean yes, String shownPlanHash) {
        var link = link(token);
        var aggregate = "recovery/" + link.environmentId();
        var current = (Recovery) states.get(aggregate);
        var contacts = states.get("environment/" + link.environmentId()) instanceof ProtectedEnvironment.Serving serving
                ? contacts(serving)
                : null;
        var lasts = current != null && disasterOf(current.drCase()) != null;
        var standing = Standing.of(current, link, contacts, lasts, now);
        if (standing == Standing.OPEN
                && link.planHash().equals(shownPlanHash)
                && current instanceof AwaitingApproval awaiting
                && !crashes()) {
            commit(
                    aggregate,
                    yes
                            ? Proposal.approve(
                                    awaiting, link.approvalId().toString(), "proof", ApprovalMethod.SIGNED_LINK, now)
                            : Proposal.decline(awaiting, null, now));
        }
    }

    Approvals.Link link(String token) {
        return Objects.requireNonNull(links.get(token));
    }

    @Nullable
    Recovery recovery(Story story) {
        return (Recovery) states.get("recovery/" + story.environmentId);
    }

    private boolean crashes() {
        boolean crashes = random.nextInt(10) == 0 && !oracle.isCalm();
        witness.crashes += crashes ? 1 : 0;
        return crashes;
    }

    private Situation situation(ProtectedEnvironment.Serving serving, Disaster outage) {
        return new Situation(serving, outage, contacts(serving), false, now);
    }

    private ContactBook.@Nullable Known contacts(ProtectedEnvironment.Serving serving) {
        return states.get("book/" + serving.description().requestEventId()) instanceof ContactBook.Known known
                ? known
                : null;
    }

    private @Nullable Outage outageOf(Region region) {
        return (Outage) states.get("outage/" + region.key());
    }

    /** The same table as {@link DrListener}. */
    private static List<Effect> effects(SpecificRecord event) {
        return switch (event) {
            case RegionDown e -> List.of(outage(e.getRegion(), e, Outage::on));
            case RegionRecovered e -> List.of(outage(e.getRegion(), e, Outage::on));
            case EnvironmentUnreachable e -> List.of(reach(e.getEnvironmentId(), e, Reach::on));
            case EnvironmentReachable e -> List.of(reach(e.getEnvironmentId(), e, Reach::on));
            case EnvironmentRequested e -> List.of(book(e.getMeta().getEventId(), e, ContactBook::on));
            case EnvironmentRejected e -> List.of(book(e.getRequestEventId(), e, ContactBook::on));
            case EnvironmentAccepted e -> List.of(environment(e.getEnvironmentId(), e, ProtectedEnvironment::on));
            case EnvironmentAddressesReserved e ->
                List.of(environment(e.getEnvironmentId(), e, ProtectedEnvironment::on));
            case EnvironmentProvisioned e
            when e.getSite() == SiteRole.DR ->
                List.of(
                        environment(e.getEnvironmentId(), e, ProtectedEnvironment::on),
                        recovery(e.getEnvironmentId(), e, Recovery::on));
            case EnvironmentProvisioned e -> List.of(environment(e.getEnvironmentId(), e, ProtectedEnvironment::on));
            case EnvironmentSiteChanged e -> List.of(environment(e.getEnvironmentId(), e, ProtectedEnvironment::on));
            case BackupReplicated e -> List.of(environment(e.getEnvironmentId(), e, ProtectedEnvironment::on));
            case BackupVerified e -> List.of(environment(e.getEnvironmentId(), e, ProtectedEnvironment::on));
            case BackupVerificationFailed e -> List.of(environment(e.getEnvironmentId(), e, ProtectedEnvironment::on));
            case EnvironmentProvisioningFailed e -> List.of(recovery(e.getEnvironmentId(), e, Recovery::on));
            case EnvironmentFenced e -> List.of(recovery(e.getEnvironmentId(), e, Recovery::on));
            case RestoreCompleted e -> List.of(recovery(e.getEnvironmentId(), e, Recovery::on));
            case RestoreFailed e -> List.of(recovery(e.getEnvironmentId(), e, Recovery::on));
            case CustomerDnsActionRequired e -> List.of(recovery(e.getEnvironmentId(), e, Recovery::on));
            case DnsUpdated e -> List.of(recovery(e.getEnvironmentId(), e, Recovery::on));
            case DnsUpdateFailed e -> List.of(recovery(e.getEnvironmentId(), e, Recovery::on));
            default ->
                throw new AssertionError(
                        "dr-service does not hear " + event.getSchema().getName());
        };
    }

    private static <E> Effect outage(RegionRef region, E event, Decision<Outage, E> decision) {
        return effect("outage/" + Region.of(region).key(), event, decision);
    }

    private static <E> Effect reach(String environmentId, E event, Decision<Reach, E> decision) {
        return effect("reach/" + environmentId, event, decision);
    }

    private static <E> Effect book(UUID request, E event, Decision<ContactBook, E> decision) {
        return effect("book/" + request, event, decision);
    }

    private static <E> Effect environment(String id, E event, Decision<ProtectedEnvironment, E> decision) {
        return effect("environment/" + id, event, decision);
    }

    private static <E> Effect recovery(String id, E event, Decision<Recovery, E> decision) {
        return effect("recovery/" + id, event, decision);
    }

    @SuppressWarnings("unchecked")
    private static <S, E> Effect effect(String aggregate, E event, Decision<S, E> decision) {
        return new Effect(aggregate, state -> decision.on((S) state, event));
    }

    /** All cases have come to an end that needs nobody but a person. */
    void assertSettled(List<Story> stories) {
        for (var story : stories) {
            switch (recovery(story)) {
                case null -> {}
                case Recovery.Recovered _, Recovery.Cancelled _, Recovery.Declined _, Recovery.Failed _ -> {}
                case Recovery.Expired expired ->
                    assertThat(expired.request().asking()).isEqualTo(3);
                case Recovery.Blocked blocked -> assertThat(blocked.retryAt()).isNull();
                case Recovery.BeforeApproval other -> throw new AssertionError("did not settle: " + other);
                case AfterApproval other -> throw new AssertionError("did not settle: " + other);
            }
        }
        assertThat(waiting).isEmpty();
    }

    UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    void pass(Duration time) {
        now = now.plus(time);
    }
}
