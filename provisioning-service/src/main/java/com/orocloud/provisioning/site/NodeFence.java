package com.orocloud.provisioning.site;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.deferred;
import static com.orocloud.messaging.Outcome.ignored;
import static com.orocloud.messaging.Outcome.impossible;

import com.orocloud.events.NodeFenceRequested;
import com.orocloud.events.NodeFenced;
import com.orocloud.events.ZoneFailoverCompleted;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Outcome;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A database node that lost the lead: stopped, seen stopped, and brought back as a standby of the new leader. One per
 * environment, epoch and leader term.
 *
 * <pre>
 *   Stopping --seen stopped--> Stopped --ZoneFailoverCompleted--> Rejoining --runs--> Rejoined
 *      |  (if the promotion was heard before: straight to Rejoining)        |
 *      +--------------- newer term, or whole site fenced -------> Superseded <+
 * </pre>
 *
 * <p>It rejoins only after the promotion: before, its data may still be ahead of the new leader's.
 */
public sealed interface NodeFence {

    Order order();

    /** What was asked: who lost the lead of this term, and who gets it. */
    record Order(String environmentId, long siteEpoch, long leaderTerm, String nodeId, String leaderNodeId) {

        String id() {
            return NodeFence.id(environmentId, siteEpoch, leaderTerm);
        }
    }

    /** @param promoted true if the new leader already leads */
    record Stopping(Order order, boolean promoted) implements NodeFence {}

    record Stopped(Order order, String evidence) implements NodeFence {}

    record Rejoining(Order order) implements NodeFence {}

    record Rejoined(Order order, Instant at) implements NodeFence {}

    record Superseded(Order order, String why) implements NodeFence {}

    static String id(String environmentId, long siteEpoch, long leaderTerm) {
        return environmentId + "/" + siteEpoch + "/" + leaderTerm;
    }

    static String id(NodeFenceRequested request) {
        return id(request.getEnvironmentId(), request.getSiteEpoch(), request.getLeaderTerm());
    }

    static String id(ZoneFailoverCompleted event) {
        return id(event.getEnvironmentId(), event.getSiteEpoch(), event.getLeaderTerm());
    }

    static Outcome<NodeFence> on(@Nullable NodeFence current, NodeFenceRequested request) {
        var order = new Order(
                request.getEnvironmentId(),
                request.getSiteEpoch(),
                request.getLeaderTerm(),
                request.getNodeId(),
                request.getLeaderNodeId());
        if (order.nodeId().equals(order.leaderNodeId())) {
            return impossible("a node cannot be fenced in favour of itself");
        }
        return switch (current) {
            case null -> applied(new Stopping(order, false));
            case Stopping _, Stopped _, Rejoining _, Rejoined _, Superseded _ ->
                current.order().equals(order)
                        ? ignored("asked before")
                        : impossible(
                                "this term already fences " + current.order().nodeId());
        };
    }

    static Outcome<NodeFence> on(@Nullable NodeFence current, ZoneFailoverCompleted event) {
        return switch (current) {
            case null -> deferred("the request to fence the old leader has not been seen");
            case Stopping(var order, var promoted) ->
                promoted ? ignored("heard before") : applied(new Stopping(order, true));
            case Stopped(var order, var _) -> applied(new Rejoining(order));
            case Rejoining _, Rejoined _ -> ignored("heard before");
            case Superseded _ -> ignored("a newer decision stands");
        };
    }

    /** The node was asked about after it was stopped, and is. */
    static Outcome<NodeFence> stopped(@Nullable NodeFence current, String evidence) {
        return current instanceof Stopping(var order, var promoted)
                ? applied(promoted ? new Rejoining(order) : new Stopped(order, evidence), fenced(order, evidence))
                : ignored("not being stopped");
    }

    static Outcome<NodeFence> rejoined(@Nullable NodeFence current, Instant now) {
        return current instanceof Rejoining(var order) ? applied(new Rejoined(order, now)) : ignored("not rejoining");
    }

    /** Something newer decides about this node. */
    static Outcome<NodeFence> superseded(@Nullable NodeFence current, String why) {
        return switch (current) {
            case null -> ignored("there is nothing to supersede");
            case Stopping _, Stopped _, Rejoining _ -> applied(new Superseded(current.order(), why));
            case Rejoined _, Superseded _ -> ignored("over");
        };
    }

    private static NodeFenced fenced(Order order, String evidence) {
        return NodeFenced.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(order.environmentId())
                .setSiteEpoch(order.siteEpoch())
                .setLeaderTerm(order.leaderTerm())
                .setNodeId(order.nodeId())
                .setEvidence(evidence)
                .build();
    }
}
