package com.orocloud.dr;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which environments a disaster hits, and what was decided about each. The row (environment, outage) is unique, so an
 * outage opens at most one case of an environment, whatever became of it.
 */
@Component
class AffectedEnvironments {

    private final JdbcClient jdbc;

    AffectedEnvironments(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Those that are served from the lost region and about which nothing was decided yet. */
    List<String> undecided(Outage.Down outage, int limit) {
        return jdbc.sql("""
                select e.id from protected_environment e
                 where e.state_name = 'Serving'
                   and e.state -> 'active' -> 'region' ->> 'provider' = :provider
                   and e.state -> 'active' -> 'region' ->> 'name' = :region
                   and not exists (
                       select 1 from affected_environment a
                        where a.environment_id = e.id and a.outage_id = :outage)
                 order by e.id limit :limit""")
                .param("provider", outage.region().provider().name())
                .param("region", outage.region().name())
                .param("outage", outage.outageId())
                .param("limit", limit)
                .query((row, _) -> row.getString("id"))
                .list();
    }

    /**
     * Those that cannot be reached where they are served from, though they are well, and about which nothing was decided
     * yet.
     */
    List<String> cutOff(int limit) {
        return jdbc.sql("""
                select r.id from reach r
                  join protected_environment e on e.id = r.id
                 where r.state_name = 'CutOff'
                   and (r.state ->> 'insideIsWell')::boolean
                   and e.state_name = 'Serving'
                   and (e.state -> 'active' ->> 'epoch')::bigint = (r.state ->> 'siteEpoch')::bigint
                   and not exists (
                       select 1 from affected_environment a
                        where a.environment_id = r.id and a.outage_id = (r.state ->> 'outageId')::uuid)
                 order by r.id limit :limit""")
                .param("limit", limit)
                .query((row, _) -> row.getString("id"))
                .list();
    }

    /** @param caseId null if no case is opened, and then why not */
    void decided(String environmentId, UUID outageId, @Nullable UUID caseId, String why) {
        jdbc.sql("""
                insert into affected_environment (environment_id, outage_id, case_id, why, decided_at)
                values (:environment, :outage, :case, :why, now())""")
                .param("environment", environmentId)
                .param("outage", outageId)
                .param("case", caseId)
                .param("why", why)
                .update();
    }
}
