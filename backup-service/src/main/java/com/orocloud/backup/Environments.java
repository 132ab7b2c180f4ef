package com.orocloud.backup;

import com.orocloud.messaging.Cause;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Transitions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The environments that are protected, and the regions they are in. */
@Component
final class Environments {

    /** Looked at in one pass. */
    private static final int IN_ONE_PASS = 10_000;

    /** No environment rests for longer, unless the clock was wrong that said until when. */
    private static final Duration REST_MAX = Schedule.INTERVAL.multipliedBy(2);

    /** No environment is leased for longer, unless the clock was wrong. */
    private static final Duration LEASE_MAX = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final StateTable<ProtectedEnvironment> table;
    private final StateTable<RegionHealth> regions;

    private final Transitions transitions;

    Environments(
            JdbcClient jdbc,
            StateTable<ProtectedEnvironment> table,
            StateTable<RegionHealth> regions,
            Transitions transitions) {
        this.jdbc = jdbc;
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

    StateTable<ProtectedEnvironment> table() {
        return table;
    }

    Optional<Stored<ProtectedEnvironment>> stored(String environmentId) {
        return table.find(environmentId);
    }

    /** Looks at the environment again at this instant, unless it changed after {@code seen}, or changes before. */
    void rest(Stored<ProtectedEnvironment> seen, Instant until) {
        jdbc.sql("update protected_environment set due_at = :until where id = :id and version = :version")
                .param("until", until.atOffset(ZoneOffset.UTC))
                .param("id", seen.id())
                .param("version", seen.version())
                .update();
    }

    /**
     * Makes due whatever has something to do besides waiting for its hour: its run ended, what there is to restore
     * changed, or a clock that has been set back since let it rest for too long.
     *
     * @param since up to when an earlier call looked at the backups
     */
    void wake(Instant since, Instant now) {
        due(now, now, """
                select e.id from protected_environment e
                join backup b on b.id = e.state #>> '{schedule,open,backupId}' and b.state_name <> 'Running'
                where e.due_at > :limit
                """);
        due(now, since, """
                select e.id from protected_environment e
                where e.due_at > :now
                  and e.id in (select state -> 'run' ->> 'environmentId' from backup where changed_at > :limit)
                """);
        due(now, now.plus(REST_MAX), """
                select e.id from protected_environment e where e.due_at > :limit or e.leased_until > :limit
                """);
    }

    private void due(Instant now, Instant limit, String which) {
        jdbc.sql("""
                        update protected_environment set due_at = :now,
                            leased_until = case when leased_until > :leased then :leased else leased_until end
                        where id in (%s for update of e skip locked)
                        """.formatted(which))
                .param("now", now.atOffset(ZoneOffset.UTC))
                .param("limit", limit.atOffset(ZoneOffset.UTC))
                .param("leased", now.plus(LEASE_MAX).atOffset(ZoneOffset.UTC))
                .update();
    }

    List<Stored<ProtectedEnvironment>> kept() {
        return table.in(IN_ONE_PASS, ProtectedEnvironment.Kept.class);
    }

    /** True if a run that failed could not have done otherwise: its region is lost, or its site void. */
    boolean excuses(Run run) {
        var environment = find(run.environmentId());
        return isDown(run.storeIn())
                || environment == null
                || ProtectedEnvironment.newestEpoch(environment) != run.siteEpoch();
    }

    /** Why no backup of the site can begin now; null if one can. */
    @Nullable
    String obstacle(String environmentId, Site site) {
        if (isDown(site.region())) {
            return "the region is down";
        }
        var replaced = jdbc.sql("""
                        select exists (select from restore where state_name in ('Running', 'Opening')
                            and state -> 'order' ->> 'environmentId' = :environment)
                        """)
                .param("environment", environmentId)
                .query(Boolean.class)
                .single();
        return replaced ? "a restore is going on" : null;
    }

    boolean isDown(Region region) {
        return regions.find(region.id()).map(Stored::state).orElse(null) instanceof RegionHealth.Down;
    }
}
