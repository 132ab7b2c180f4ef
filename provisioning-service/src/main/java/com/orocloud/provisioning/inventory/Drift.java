package com.orocloud.provisioning.inventory;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.NodeDriftEnded;
import com.orocloud.events.NodeDriftKind;
import com.orocloud.events.NodeDrifted;
import com.orocloud.events.SiteRole;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Outcome;
import com.orocloud.provisioning.cloud.Place;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A node that is not as it was built, in one respect.
 *
 * <pre>
 *   Standing --as it should be again, or not ours to watch any more--> Ended --found again--> Standing
 * </pre>
 *
 * <p>It is told and not put right: who changed it may have had a reason, and the services that look after what runs on
 * the node see that for themselves.
 */
public sealed interface Drift {

    /** @param found what is, and {@code expected} what should be; the provider's words, for a person */
    record Difference(
            String environmentId,
            long siteEpoch,
            SiteRole site,
            Place place,
            String zone,
            String nodeId,
            NodeDriftKind kind,
            String expected,
            String found) {

        String id() {
            return nodeId + "/" + kind;
        }
    }

    Difference difference();

    Instant since();

    record Standing(Difference difference, Instant since) implements Drift {}

    record Ended(Difference difference, Instant since, Instant endedAt) implements Drift {}

    static Outcome<Drift> found(@Nullable Drift current, Difference difference, Instant now) {
        return switch (current) {
            case null -> begins(difference, now);
            case Ended _ -> begins(difference, now);
            case Standing _ -> ignored("told before");
        };
    }

    private static Outcome<Drift> begins(Difference difference, Instant now) {
        return applied(
                new Standing(difference, now),
                NodeDrifted.newBuilder()
                        .setMeta(Events.unstamped())
                        .setEnvironmentId(difference.environmentId())
                        .setSiteEpoch(difference.siteEpoch())
                        .setSite(difference.site())
                        .setRegion(difference.place().ref())
                        .setZone(difference.zone())
                        .setNodeId(difference.nodeId())
                        .setKind(difference.kind())
                        .setExpected(difference.expected())
                        .setFound(difference.found())
                        .build());
    }

    static Outcome<Drift> notFound(@Nullable Drift current, Instant now) {
        return switch (current) {
            case null -> ignored("there was none");
            case Ended _ -> ignored("ended before");
            case Standing(var difference, var since) ->
                applied(
                        new Ended(difference, since, now),
                        NodeDriftEnded.newBuilder()
                                .setMeta(Events.unstamped())
                                .setEnvironmentId(difference.environmentId())
                                .setSiteEpoch(difference.siteEpoch())
                                .setNodeId(difference.nodeId())
                                .setKind(difference.kind())
                                .setDriftSeconds(Duration.between(since, now).toSeconds())
                                .build());
        };
    }
}
