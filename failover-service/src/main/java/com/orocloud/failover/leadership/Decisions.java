package com.orocloud.failover.leadership;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What this instance decided last for each site and why, also when it decided to do nothing. Kept in memory. */
@Component
class Decisions {

    private static final int KEPT = 50;

    /**
     * One decision.
     *
     * @param since when this was decided first; the same decision again is not a new one
     * @param step what was to be done
     */
    record Decision(Instant since, String step, String why) {}

    /** A site's decisions, newest first, with what was seen at the last look. */
    record Account(@Nullable Watch watch, List<Decision> decisions) {}

    private final Map<String, Watch> watches = new ConcurrentHashMap<>();
    private final Map<String, List<Decision>> decisions = new ConcurrentHashMap<>();

    /** Returns whether it is another decision than the last one. */
    boolean add(String siteId, Watch watch, Instant at, String step, String why) {
        watches.put(siteId, watch);
        List<Decision> before = decisions.getOrDefault(siteId, List.of());
        if (!before.isEmpty()
                && before.getFirst().step().equals(step)
                && before.getFirst().why().equals(why)) {
            return false;
        }
        decisions.put(
                siteId,
                Stream.concat(Stream.of(new Decision(at, step, why)), before.stream())
                        .limit(KEPT)
                        .toList());
        return true;
    }

    void forget(String siteId) {
        watches.remove(siteId);
    }

    Account of(String siteId) {
        return new Account(watches.get(siteId), decisions.getOrDefault(siteId, List.of()));
    }
}
