package com.orocloud.provisioning.inventory;

import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
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
            String id,
            String kind,
            String provider,
            String region,
            String zone,
            String name,
            String environmentId,
            boolean released,
            Instant since) {}

    record DriftNow(
            String id,
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

    /**
     * Of at most 1,000, in the order of their ids.
     *
     * @param after the last id of the page before; empty for the first page
     */
    @GetMapping("/orphans")
    List<OrphanNow> orphans(
            @RequestParam(defaultValue = "") String after, @RequestParam(defaultValue = "1000") int limit) {
        return page(orphans.in(Books.FINDINGS_MAX, Orphan.Standing.class), after, limit)
                .map(stored -> of(stored.id(), stored.state()))
                .toList();
    }

    /**
     * Of at most 1,000, in the order of their ids.
     *
     * @param after the last id of the page before; empty for the first page
     */
    @GetMapping("/drift")
    List<DriftNow> drift(
            @RequestParam(defaultValue = "") String after, @RequestParam(defaultValue = "1000") int limit) {
        return page(drifts.in(Books.FINDINGS_MAX, Drift.Standing.class), after, limit)
                .map(stored -> of(stored.id(), stored.state()))
                .toList();
    }

    private static <S> Stream<Stored<S>> page(List<Stored<S>> all, String after, int limit) {
        if (limit < 1 || limit > Books.FINDINGS_MAX) {
            throw new ErrorResponseException(
                    HttpStatus.BAD_REQUEST,
                    ProblemDetail.forStatusAndDetail(
                            HttpStatus.BAD_REQUEST, "limit must be between 1 and " + Books.FINDINGS_MAX + "."),
                    null);
        }
        return all.stream()
                .filter(stored -> stored.id().compareTo(after) > 0)
                .sorted(Comparator.comparing(Stored::id))
                .limit(limit);
    }

    private static OrphanNow of(String id, Orphan orphan) {
        Orphan.Thing thing = orphan.thing();
        return new OrphanNow(
                id,
                thing.kind().name(),
                thing.place().provider().name(),
                thing.place().region(),
                thing.zone(),
                thing.name(),
                thing.environmentId(),
                thing.released(),
                orphan.since());
    }

    private static DriftNow of(String id, Drift drift) {
        Drift.Difference difference = drift.difference();
        return new DriftNow(
                id,
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
