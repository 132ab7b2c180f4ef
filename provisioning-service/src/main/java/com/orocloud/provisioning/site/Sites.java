package com.orocloud.provisioning.site;

import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Questions about sites that one row cannot answer. */
@Component
final class Sites {

    private final JdbcClient jdbc;
    private final StateTable<Site> table;

    Sites(JdbcClient jdbc, StateTable<Site> table) {
        this.jdbc = jdbc;
        this.table = table;
    }

    /** Of one environment, by their epochs. */
    List<Stored<Site>> of(String environmentId, long afterEpoch, int limit) {
        return jdbc
                .sql("""
                        select id from site
                        where starts_with(id, :environment || '/') and split_part(id, '/', 2)::bigint > :after
                        order by split_part(id, '/', 2)::bigint limit :limit""")
                .param("environment", environmentId)
                .param("after", afterEpoch)
                .param("limit", limit)
                .query((row, index) -> row.getString("id"))
                .list()
                .stream()
                .flatMap(id -> table.find(id).stream())
                .toList();
    }
}
