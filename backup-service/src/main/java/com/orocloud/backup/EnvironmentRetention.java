package com.orocloud.backup;

import com.orocloud.backup.ProtectedEnvironment.Ended;
import com.orocloud.backup.retention.Candidate;
import com.orocloud.backup.retention.Candidate.Proof;
import com.orocloud.backup.retention.Candidate.Proven;
import com.orocloud.backup.retention.Candidate.Quarantined;
import com.orocloud.backup.retention.Candidate.Unproven;
import com.orocloud.backup.retention.Guard;
import com.orocloud.backup.retention.Policy;
import com.orocloud.backup.retention.Policy.Copies;
import com.orocloud.backup.retention.Retention;
import com.orocloud.backup.retention.Verdict;
import com.orocloud.events.BackupTrigger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What retention decides about the backups of an environment, now. Changes nothing. */
@Component
final class EnvironmentRetention {

    private static final Set<String> ASKED_FOR = Set.of(BackupTrigger.MANUAL.name(), BackupTrigger.SAFETY.name());

    /** No log covers anything after it. */
    private static final Instant NO_SECONDS = Instant.parse("9999-01-01T00:00:00Z");

    private final JdbcClient jdbc;
    private final Restores restores;
    private final RetentionPolicies policies;
    private final Clock clock;

    EnvironmentRetention(JdbcClient jdbc, Restores restores, RetentionPolicies policies, Clock clock) {
        this.jdbc = jdbc;
        this.restores = restores;
        this.policies = policies;
        this.clock = clock;
    }

    /** @param verdicts oldest first */
    record Decided(Policy policy, ZoneId zone, Instant now, List<Verdict> verdicts) {

        /** Of an environment that ended nothing is kept any more but what somebody holds or uses. */
        private Decided promisingNothingSince(Instant keptUntil) {
            var why = "its environment ended, and its backups were kept until " + keptUntil;
            return new Decided(
                    policy,
                    zone,
                    now,
                    verdicts.stream().map(verdict -> bare(verdict, why)).toList());
        }

        private static Verdict bare(Verdict verdict, String why) {
            var guards = EnumSet.noneOf(Guard.class);
            guards.addAll(verdict.guards());
            guards.retainAll(EnumSet.of(Guard.HELD, Guard.IN_USE));
            return new Verdict(
                    verdict.candidate(),
                    Set.of(),
                    guards,
                    List.of(),
                    false,
                    guards.isEmpty() ? why : guards.iterator().next().because());
        }
    }

    Decided decide(ProtectedEnvironment environment) {
        if (!(environment instanceof Ended ended)) {
            return decide(environment.plan(), null);
        }
        var decided = decide(ended.plan(), ended.lastBackup());
        return decided.now().isBefore(ended.keptUntil()) ? decided : decided.promisingNothingSince(ended.keptUntil());
    }

    /** @param last of an environment that ended; null if it goes on, or ended without */
    private Decided decide(Plan plan, @Nullable UUID last) {
        var policy = policies.of(plan);
        var now = now();
        var used = restores.used(plan.environmentId());
        var secondsSince = policy.pointInTime() ? now.minus(policy.hourly()) : NO_SECONDS;
        var candidates = candidates(plan.environmentId(), secondsSince, used, last);
        var verdicts = new Retention(policy, plan.zone()).decide(candidates, since(plan.environmentId(), now), now);
        return new Decided(policy, plan.zone(), now, verdicts);
    }

    /** Whether a proved backup is to leave the region; the first one of a site always is, for it waits to be in service. */
    boolean isToBeCopied(Plan plan, Run run) {
        var policy = policies.of(plan);
        return run.trigger() == BackupTrigger.INITIAL
                || policy.copies() == Copies.EVERY
                || decide(plan, null).verdicts().stream()
                        .filter(verdict ->
                                verdict.candidate().id().equals(run.backupId().toString()))
                        .anyMatch(verdict -> verdict.copied(policy));
    }

    /** The time on which this machine's clock and the database's agree: a clock that is ahead deletes nothing early. */
    private Instant now() {
        return jdbc.sql("select least(now(), :own)")
                .param("own", clock.instant().atOffset(ZoneOffset.UTC))
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    /** When its first backup was begun: catalogue entries stay when backups are deleted. */
    private Instant since(String environmentId, Instant now) {
        return jdbc.sql("""
                        select min((state -> 'run' ->> 'openedAt')::timestamptz) from backup
                        where state -> 'run' ->> 'environmentId' = :environment
                        """)
                .param("environment", environmentId)
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant)
                .orElse(now);
    }

    private List<Candidate> candidates(
            String environmentId, Instant secondsSince, Set<String> used, @Nullable UUID last) {
        return jdbc.sql("""
                        select id, state_name, state ->> 'at' as since, state -> 'run' ->> 'trigger' as trigger,
                            coalesce(state -> 'run' ->> 'slot', state -> 'point' ->> 'recoveryPointAt') as at,
                            state ->> 'hold' is not null as held, leased_until > :now as leased,
                            exists (select from journal where journal.id = backup.id
                                and (journal.state ->> 'coveredUntil')::timestamptz > :secondsSince) as seconds
                        from backup where state -> 'run' ->> 'environmentId' = :environment
                            and state_name in ('Completed', 'Verified', 'Replicated', 'Quarantined')
                        """)
                .param("environment", environmentId)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("secondsSince", secondsSince.atOffset(ZoneOffset.UTC))
                .query((row, _) -> candidate(row, used, last))
                .list();
    }

    private static Candidate candidate(ResultSet row, Set<String> used, @Nullable UUID last) throws SQLException {
        var id = row.getString("id");
        var guards = EnumSet.noneOf(Guard.class);
        if (last != null && last.toString().equals(id)) {
            guards.add(Guard.LAST);
        }
        if (row.getBoolean("seconds")) {
            guards.add(Guard.SECONDS);
        }
        if (row.getBoolean("held")) {
            guards.add(Guard.HELD);
        }
        if (used.contains(id) || row.getBoolean("leased")) {
            guards.add(Guard.IN_USE);
        }
        var scheduled = !ASKED_FOR.contains(row.getString("trigger"));
        return new Candidate(id, Instant.parse(row.getString("at")), scheduled, proof(row), guards);
    }

    private static Proof proof(ResultSet row) throws SQLException {
        var state = row.getString("state_name");
        return switch (state) {
            case "Completed" -> new Unproven();
            case "Verified" -> new Proven(false);
            case "Replicated" -> new Proven(true);
            default -> new Quarantined(Instant.parse(row.getString("since")));
        };
    }
}
