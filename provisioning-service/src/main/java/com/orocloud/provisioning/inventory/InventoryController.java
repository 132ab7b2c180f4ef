package com.orocloud.provisioning.inventory;

import com.orocloud.messaging.StateTable;
import java.time.Instant;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the providers' accounts hold besides what our books say, as found at the last look; empty lists are good news. */
@RestController
final class InventoryController {

    private final StateTable<Drift> drifts;
    private final StateTable<Orphan> orphans;

    InventoryController(StateTable<Drift> drifts, StateTable<Orphan> orphans) {
        this.drifts = drifts;
        this.orphans = orphans;
    }

    /** @param released true if it is a leftover that is being deleted; otherwise somebody has to look at it */
    record OrphanNow(
            String kind,
            String provider,
            String region,
            String zone,
            String name,
            String environmentId,
            boolean released,
            Instant since) {}

    record DriftNow(
            String environmentId,
            long siteEpoch,
            String provider,
            String region,
            String zone,
            String nodeId,
            String kind,
            String expected,
            String found,
            Instant since) {}

    /** At most 1,000, the oldest first. */
    @GetMapping("/orphans")
    List<OrphanNow> orphans() {
        return orphans.in(Books.FINDINGS_MAX, Orphan.Standing.class).stream()
                .map(stored -> of(stored.state()))
                .toList();
    }

    /** At most 1,000, the oldest first. */
    @GetMapping("/drift")
    List<DriftNow> drift() {
        return drifts.in(Books.FINDINGS_MAX, Drift.Standing.class).stream()
                .map(stored -> of(stored.state()))
                .toList();
    }

    private static OrphanNow of(Orphan orphan) {
        Orphan.Thing thing = orphan.thing();
        return new OrphanNow(
                thing.kind().name(),
                thing.place().provider().name(),
                thing.place().region(),
                thing.zone(),
                thing.name(),
                thing.environmentId(),
                thing.released(),
                orphan.since());
    }

    private static DriftNow of(Drift drift) {
        Drift.Difference difference = drift.difference();
        return new DriftNow(
                difference.environmentId(),
                difference.siteEpoch(),
                difference.place().provider().name(),
                difference.place().region(),
                difference.zone(),
                difference.nodeId(),
                difference.kind().name(),
                difference.expected(),
                difference.found(),
                drift.since());
    }
}
