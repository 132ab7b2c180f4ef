package com.orocloud.provisioning.environment;

import com.orocloud.events.IaasProvider;
import com.orocloud.provisioning.cloud.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Questions about environments that one row cannot answer. */
@Component
public final class Environments {

    private final JdbcClient jdbc;

    Environments(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** An environment, and the region that serves it. */
    record Hit(String environmentId, String provider, String region) {

        Place place() {
            return new Place(IaasProvider.valueOf(provider), region);
        }
    }

    /** Environments in service whose region is lost. */
    List<Hit> servedFromLostRegions(int limit) {
        return hits("Lost", List.of("Active", "ActiveOnDr"), limit);
    }

    /**
     * Environments that are out of service though their region is healthy again and their site was not fenced: a fenced
     * one does not serve, and taking it into service again is for a person.
     */
    List<Hit> waitingForHealthyRegions(int limit) {
        return hits("Healthy", List.of("Unavailable"), limit);
    }

    private List<Hit> hits(String health, List<String> states, int limit) {
        return jdbc.sql("""
                        select e.id as environment_id,
                               r.state #>> '{place,provider}' as provider,
                               r.state #>> '{place,region}' as region
                        from region r join environment e
                          on e.state #>> '{standing,active,place,provider}' = r.state #>> '{place,provider}'
                         and e.state #>> '{standing,active,place,region}' = r.state #>> '{place,region}'
                        where r.state_name = :health and e.state_name in (:states)
                          and (:health <> 'Healthy' or not exists (
                              select 1 from site s
                              where s.id = e.id || '/' || (e.state #>> '{standing,active,epoch}')
                                and s.state_name in ('Fencing', 'Fenced')))
                        order by e.id limit :limit""")
                .param("health", health)
                .param("states", states)
                .param("limit", limit)
                .query((row, index) ->
                        new Hit(row.getString("environment_id"), row.getString("provider"), row.getString("region")))
                .list();
    }

    /** Sites of recoveries that were given up, and first sites that cannot be built: nobody will ever use them. */
    List<String> abandonedSites(int limit) {
        return jdbc.sql("""
                        select s.id
                        from environment e join site s
                          on s.id = e.id || '/' || (e.state #>> '{standing,lastEpoch}')
                        where e.state_name in ('Active', 'Unavailable', 'ActiveOnDr')
                          and (e.state #>> '{standing,lastEpoch}')::bigint
                              > (e.state #>> '{standing,active,epoch}')::bigint
                          and s.state_name in ('Requested', 'Building', 'Complete', 'Failed')
                        union
                        select s.id
                        from environment e join site s on s.id = e.id || '/1'
                        where e.state_name = 'ProvisioningFailed' and s.state_name = 'Failed'
                        order by 1 limit :limit""")
                .param("limit", limit)
                .query((row, index) -> row.getString("id"))
                .list();
    }

    /**
     * An environment that was accepted, and the regions that it has addresses in.
     *
     * @param recovery null if it has no recovery region
     * @param ended true if nothing may be left of it there
     */
    public record Holder(
            String environmentId, Place primary, @Nullable Place recovery, boolean ended) {

        public List<Place> places() {
            return recovery == null ? List.of(primary) : List.of(primary, recovery);
        }
    }

    public List<Holder> holders() {
        return jdbc.sql("""
                        select id, ended, agreement #>> '{primary,provider}' as provider,
                               agreement #>> '{primary,region}' as region,
                               agreement #>> '{disasterRecovery,provider}' as recovery_provider,
                               agreement #>> '{disasterRecovery,region}' as recovery_region
                        from (select id, state_name = 'Decommissioned' as ended,
                                     coalesce(state -> 'agreement', state #> '{standing,agreement}',
                                              state #> '{end,agreement}') as agreement
                              from environment) as e
                        where agreement is not null""")
                .query((row, index) -> {
                    String recovery = row.getString("recovery_provider");
                    return new Holder(
                            row.getString("id"),
                            new Place(IaasProvider.valueOf(row.getString("provider")), row.getString("region")),
                            recovery == null
                                    ? null
                                    : new Place(IaasProvider.valueOf(recovery), row.getString("recovery_region")),
                            row.getBoolean("ended"));
                })
                .list();
    }

    /** Ids in alphabetical order. */
    List<String> page(String after, int limit) {
        return jdbc.sql("select id from environment where id > :after order by id limit :limit")
                .param("after", after)
                .param("limit", limit)
                .query((row, index) -> row.getString("id"))
                .list();
    }
}
