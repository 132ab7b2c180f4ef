package com.orocloud.failover.leadership;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.deferred;

import com.orocloud.events.ZoneSwitchoverRequested;
import com.orocloud.failover.leadership.Leadership.FailingOver;
import com.orocloud.failover.leadership.Leadership.Leaderless;
import com.orocloud.failover.leadership.Leadership.Pairing;
import com.orocloud.failover.leadership.Leadership.Protected;
import com.orocloud.failover.leadership.Leadership.Retired;
import com.orocloud.failover.leadership.Leadership.Stuck;
import com.orocloud.failover.leadership.Leadership.SwitchingOver;
import com.orocloud.failover.leadership.Leadership.Unprotected;
import com.orocloud.messaging.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of main that somebody asked for: what leads to it and out of it. It begins from Protected only, so that a
 * main which is lost in the middle of it costs nothing either; until the intent to promote is stored it can be given up.
 */
final class Switchover {

    private Switchover() {}

    static Outcome<Leadership> on(@Nullable Leadership current, ZoneSwitchoverRequested request) {
        return switch (current) {
            case null -> deferred("the site is not known yet");
            case Protected state -> asked(state, request);
            case Unprotected state ->
                rejected(state, request, "no standby is known to have everything: " + state.why());
            case Pairing state -> rejected(state, request, "the standby is not proved to have everything yet");
            case SwitchingOver state -> rejected(state, request, "a switch-over is under way");
            case FailingOver state -> rejected(state, request, "a fail-over is under way");
            case Stuck state -> rejected(state, request, "a fail-over does not get on");
            case Leaderless state -> rejected(state, request, "the main is lost");
            case Retired state -> rejected(state, request, "the site was fenced");
        };
    }

    private static Outcome<Leadership> asked(Protected state, ZoneSwitchoverRequested request) {
        Roles roles = state.roles();
        String target = request.getTargetNodeId();
        if (target != null && target.equals(roles.leader())) {
            return rejected(state, request, target + " leads already");
        }
        if (target != null && !target.equals(roles.standby())) {
            return rejected(state, request, "the site has no database node " + target + " that could lead");
        }
        return applied(
                new SwitchingOver(roles, request.getMeta().getOccurredAt(), request.getReason()),
                Facts.switchoverStarted(roles, request.getReason()));
    }

    private static Outcome<Leadership> rejected(Leadership state, ZoneSwitchoverRequested request, String reason) {
        return applied(state, Facts.rejected(request, List.of(reason)));
    }

    /** Nobody was promoted: everything is as it was, and the main may take writes again. */
    static Outcome<Leadership> givenUp(@Nullable Leadership current, SwitchingOver seen, String why, Instant at) {
        return seen.equals(current)
                ? applied(new Protected(seen.roles(), at), Facts.switchoverAborted(seen.roles(), why))
                : Leadership.overtaken();
    }

    /** The intent to promote, stored before it is done; from here on there is no way back. */
    static Outcome<Leadership> handedOver(
            @Nullable Leadership current, SwitchingOver seen, Step.HandOver step, Handover handover, Instant at) {
        if (!seen.equals(current)) {
            return Leadership.overtaken();
        }
        var state = new FailingOver(
                seen.roles().exchanged(),
                true,
                false,
                handover.readOnlySince(),
                at,
                handover.stoppedAt(),
                handover,
                List.of(
                        new Reached("REQUESTED", seen.since()),
                        new Reached("READ_ONLY", handover.readOnlySince()),
                        new Reached("REPLAYED", at)));
        var emitted = new ArrayList<org.apache.avro.specific.SpecificRecord>();
        emitted.add(Facts.started(state, step.candidates(), step.why()));
        emitted.add(Facts.fenceRequested(state.roles()));
        emitted.add(Facts.asynchronous(state.roles(), "the new main has no standby until the old one is back"));
        return applied(state, emitted);
    }
}
