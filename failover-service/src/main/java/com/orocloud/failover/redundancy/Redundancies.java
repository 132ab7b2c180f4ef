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

    static final String TABLE = "redundancy";

    private static final int MOST = 10_000;

    private final StateTable<Redundancy> table;
    private final JdbcClient jdbc;

    Redundancies(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.table = new StateTable<>(jdbc, clock, TABLE, Redundancy.class);
    }

    public StateTable<Redundancy> table() {
        return table;
    }

    boolean anyReduced() {
        return !table.in(1, Redundancy.Reduced.class).isEmpty();
    }

    /** Every site whose nodes are looked at. */
    List<Redundancy.Watched> watched() {
        return table.in(MOST, Redundancy.Watched.class).stream()
                .map(Stored::state)
                .filter(Redundancy.Watched.class::isInstance)
                .map(Redundancy.Watched.class::cast)
                .toList();
    }

    Stored<Redundancy> get(String siteId) {
        return table.find(siteId)
                .orElseThrow(() -> new IllegalStateException("the redundancy of " + siteId + " is gone"));
    }

    /** All sites of an environment, by epoch. */
    List<Stored<Redundancy>> ofEnvironment(String environmentId) {
        List<String> ids = jdbc.sql("select id from redundancy where id ^@ :prefix order by length(id), id")
                .param("prefix", environmentId + "/")
                .query((row, index) -> row.getString("id"))
                .list();
        return ids.stream().map(this::get).toList();
    }
}
