package com.orocloud.failover.region;

import com.orocloud.failover.region.RegionHealth.Down;
import com.orocloud.failover.region.RegionHealth.Recovering;
import com.orocloud.failover.region.RegionHealth.Suspected;
import com.orocloud.failover.region.RegionHealth.Up;
import java.time.Instant;
import java.util.List;

/** What the probes of a region show, given its health so far. */
public sealed interface Judgement {

    /** The health that was judged. */
    RegionHealth of();

    /** No change, for this reason. */
    record Nothing(RegionHealth of, String why) implements Judgement {}

    /**
     * A majority has heard nothing for long enough.
     *
     * @param startedAt when the last of its targets fell silent
     */
    record Suspect(Up of, Instant startedAt, List<Sighting> evidence, Instant at) implements Judgement {}

    record Confirm(Suspected of, List<Sighting> evidence, Instant at) implements Judgement {}

    record FalseAlarm(Suspected of, Instant at) implements Judgement {}

    /** The probes agree with what an operator declared. */
    record Corroborate(Down of, List<Sighting> evidence) implements Judgement {}

    /** The provider's status page names an incident for the region that is lost. */
    record ProviderAgrees(Down of, String incidentId) implements Judgement {}

    record Recover(Down of, Instant at) implements Judgement {}

    record Relapse(Recovering of, List<Sighting> evidence) implements Judgement {}

    /** A probe failed during the hold-down, which begins anew. */
    record HoldLonger(Recovering of, Instant until) implements Judgement {}

    record Recovered(Recovering of, Instant at) implements Judgement {}
}
