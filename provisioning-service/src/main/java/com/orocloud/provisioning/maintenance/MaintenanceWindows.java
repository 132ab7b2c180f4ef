package com.orocloud.provisioning.maintenance;

import com.orocloud.provisioning.calendar.Span;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Questions about work on environments that one row cannot answer. */
@Component
public final class MaintenanceWindows {

    /** More work than that is not planned ahead for one environment. */
    private static final int PLANNED_MAX = 1000;

    private final JdbcClient jdbc;

    MaintenanceWindows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** When other work on this environment is planned or goes on. What overruns goes on until somebody ends it. */
    List<Span> planned(String environmentId, UUID except) {
        return jdbc.sql("""
                        select (state #>> '{work,span,startsAt}') as starts_at,
                               case state_name when 'Overrunning' then null
                                    else (state #>> '{work,span,endsAt}') end as ends_at
                        from maintenance_window
                        where state #>> '{work,environmentId}' = :environment and id <> :except
                          and state_name in ('Scheduled', 'InProgress', 'Verifying', 'Overrunning')
                        limit :limit""")
                .param("environment", environmentId)
                .param("except", MaintenanceWindow.id(environmentId, except))
                .param("limit", PLANNED_MAX)
                .query((row, index) -> new Span(instant(row.getString("starts_at")), instant(row.getString("ends_at"))))
                .list();
    }

    /** Whether other work on this environment has begun and is not over. */
    boolean anotherGoesOn(String environmentId, UUID except) {
        return jdbc.sql("""
                        select exists (select 1 from maintenance_window
                            where state #>> '{work,environmentId}' = :environment and id <> :except
                              and state_name in ('InProgress', 'Verifying', 'Overrunning'))""")
                .param("environment", environmentId)
                .param("except", MaintenanceWindow.id(environmentId, except))
                .query(Boolean.class)
                .single();
    }

    /** Whether any work on this environment has begun and is not over. */
    public boolean workGoesOn(String environmentId) {
        return anotherGoesOn(environmentId, new UUID(0, 0));
    }

    /** Of one environment, by when they begin or began, the latest first. */
    List<String> page(String environmentId, int limit) {
        return jdbc.sql("""
                        select id from maintenance_window
                        where state #>> '{work,environmentId}' = :environment
                        order by state #>> '{work,span,startsAt}' desc, id limit :limit""")
                .param("environment", environmentId)
                .param("limit", limit)
                .query((row, index) -> row.getString("id"))
                .list();
    }

    private static Instant instant(@Nullable String text) {
        return text == null ? Instant.MAX : Instant.parse(text);
    }
}
