package com.orocloud.backup;

import com.orocloud.messaging.Cause;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Transitions;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The environments that are protected, and the regions they are in. */
@Component
final class Environments {

    /** Looked at in one pass. */
    private static final int IN_ONE_PASS = 10_000;

    private final StateTable<ProtectedEnvironment> table;
    private final StateTable<RegionHealth> regions;

    private final Transitions transitions;

    Environments(StateTable<ProtectedEnvironment> table, StateTable<RegionHealth> regions, Transitions transitions) {
        this.table = table;
        this.regions = regions;
        this.transitions = transitions;
    }

    void change(
            Stored<ProtectedEnvironment> stored,
            Function<@Nullable ProtectedEnvironment, Outcome<ProtectedEnvironment>> decide) {
        transitions.apply(table, stored.id(), Cause.of(stored), decide);
    }

    @Nullable
    ProtectedEnvironment find(String environmentId) {
        return table.find(environmentId).map(Stored::state).orElse(null);
    }

    List<Stored<ProtectedEnvironment>> kept() {
        return table.in(IN_ONE_PASS, ProtectedEnvironment.Kept.class);
    }

    boolean isDown(Region region) {
        return regions.find(region.id()).map(Stored::state).orElse(null) instanceof RegionHealth.Down;
    }
}
