package com.orocloud.failover.leadership;

import com.orocloud.failover.region.Inside;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import java.time.Clock;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The leaderships of all sites. */
@Component
public class Leaderships implements Inside {

    private final StateTable<Leadership> table;
    private final JdbcClient jdbc;

    Leaderships(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.table = new StateTable<>(jdbc, clock, "leadership", Leadership.class);
    }

    public StateTable<Leadership> table() {
        return table;
    }

    /** Somebody leads, and was not missed: the state changes within seconds of that. */
    @Override
    public boolean isWell(String environmentId, long siteEpoch) {
        return table.find(Site.id(environmentId, siteEpoch))
                .map(row -> switch (row.state()) {
                    case Leadership.Unprotected _, Leadership.Pairing _, Leadership.Protected _ -> true;
                    case Leadership.SwitchingOver _,
                            Leadership.FailingOver _,
                            Leadership.Stuck _,
                            Leadership.Leaderless _,
                            Leadership.Retired _ -> false;
                })
                .orElse(false);
    }

    Stored<Leadership> get(String siteId) {
        return table.find(siteId)
                .orElseThrow(() -> new IllegalStateException("the leadership of " + siteId + " is gone"));
    }

    /** All sites of an environment, by epoch. */
    List<Stored<Leadership>> ofEnvironment(String environmentId) {
        List<String> ids = jdbc.sql("select id from leadership where id ^@ :prefix order by length(id), id")
                .param("prefix", environmentId + "/")
                .query((row, index) -> row.getString("id"))
                .list();
        return ids.stream().map(id -> get(id)).toList();
    }
}
