package com.orocloud.failover.leadership;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The next thing to do for one site's database, with the reason a person would ask for. */
public sealed interface Step {

    String why();

    /** Nothing, for this reason. */
    record Wait(String why) implements Step {}

    /** Nothing, although the main is missed long enough to be judged; people may ask why. */
    record Hold(List<Candidate> candidates, String why) implements Step {}

    /** Nothing yet: the main's process ended, and it is given time to start again where it is. */
    record RestartInPlace(List<Candidate> candidates, String why) implements Step {}

    /** Record that the main is lost and that its standby takes over. */
    record FailOver(
            List<Candidate> candidates,
            String rule,
            Instant lastHealthyAt,
            @Nullable WalPosition lastPosition,
            List<Reached> reached)
            implements Step {
        @Override
        public String why() {
            return rule;
        }
    }

    /** Tell people that nobody can take over, or that a take-over does not get on. */
    record GiveUp(List<Candidate> candidates, String why) implements Step {}

    /** Make the main take no more writes and the standby replay all it took; then record that the standby takes over. */
    record HandOver(List<Candidate> candidates, String why) implements Step {}

    /** Record that a switch-over is not to be. */
    record GiveUpSwitchover(String why) implements Step {}

    /** Let the main take writes again after a switch-over that was given up. */
    record Reopen(String why) implements Step {}

    /** Take over: everything from the slot for the lost node to the first write on the new main. */
    record Promote(String why) implements Step {}

    /** Make the main one that an old main can follow: its slot, and a checkpoint of its own timeline. */
    record PrepareRejoin(String why) implements Step {}

    /** Record that the main is about to be set to wait for its standby. */
    record Pair(String why) implements Step {}

    /** Set the main to wait for the standby. */
    record NameStandby(String why) implements Step {}

    /** Prove by a witness commit that the main waits, and record it. */
    record Prove(String why) implements Step {}

    /** Record that the standby went before it was proved. */
    record Unpair(String why) implements Step {}

    /** Record, before it happens, that commits no longer wait. */
    record GoAsynchronous(String why) implements Step {}

    /** Release the main from waiting; was recorded before. */
    record Release(String why) implements Step {}

    /** Record that a main without successor answers again. */
    record Resume(String why) implements Step {}
}
