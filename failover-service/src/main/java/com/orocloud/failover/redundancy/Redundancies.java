package com.orocloud.failover.redundancy;

import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import java.time.Clock;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The redundancy of all sites. */
@Component
public class Redundancies {

    private static final int MOST = 10_000;

    private final StateTable<Redundancy> table;

    Redundancies(JdbcClient jdbc, Clock clock) {
        this.table = new StateTable<>(jdbc, clock, "redundancy", Redundancy.class);
    }

    public StateTable<Redundancy> table() {
        return table;
    }

    List<Stored<Redundancy>> watched() {
        return table.in(MOST, Redundancy.Whole.class, Redundancy.Reduced.class);
    }
}
