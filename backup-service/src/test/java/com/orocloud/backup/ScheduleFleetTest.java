package com.orocloud.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.backup.ProtectedEnvironment.Kept;
import com.orocloud.events.SiteRole;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.CrashPoint.SimulatedCrash;
import com.orocloud.testkit.RealServers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A thousand schedules in one real database, two instances of the service, and one of them dies every hour. */
@RealServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScheduleFleetTest {

    private static final int FLEET = 1_000;
    private static final Instant EVENING = Instant.parse("2030-03-31T21:30:00Z");
    private static final Instant FIRST = Instant.parse("2030-03-31T22:00:00Z");
    private static final Duration LEASE_IS_OVER = Duration.ofSeconds(31);
    /** With a lease in the hand, and between the intention and the run. */
    private static final List<String> KILLERS = List.of("backup.schedule.after-claim", "backup.schedule.after-open");

    private final Random random = new Random(4711);

    private RunningBackup service;
    private JdbcClient jdbc;
    private int instances;

    @BeforeAll
    void start() throws IOException {
        service = new RunningBackup();
        jdbc = service.context().getBean(JdbcClient.class);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @Test
    void everySlotStartsWithinItsMinuteAndNoneTwiceThoughInstancesDie() throws Exception {
        aFleet();
        int started = 0;
        for (String killer : KILLERS) {
            var slot = FIRST.plus(Duration.ofHours(started / FLEET));
            service.clock().stopAt(slot.plusSeconds(2));
            var survivor = untilOneDies(killer);
            assertThat(filled(slot))
                    .as("at most what the dead one had in its hand is left")
                    .isBetween(FLEET - 1, FLEET);

            service.clock().stopAt(slot.plusSeconds(2).plus(LEASE_IS_OVER));
            survivor.run();
            assertThat(filled(slot)).isEqualTo(FLEET);
            started += FLEET;
            end(0);
        }
        assertThat(jdbc.sql("""
                        select count(*) from backup where state -> 'run' ->> 'slot' is not null
                          and (state -> 'run' ->> 'openedAt')::timestamptz - (state -> 'run' ->> 'slot')::timestamptz
                            not between interval '0' and interval '60 seconds'
                        """).query(Integer.class).single()).isZero();
        assertThat(jdbc.sql("select count(*) from outbox where headers ->> 'ce_type' like '%.BackupStarted'")
                        .query(Integer.class)
                        .single())
                .as("said once for each slot, and for the first backup of the environment that the fleet is made of")
                .isEqualTo(started + 1);

        whatStillRunsMakesTheNextSlotSkip(FIRST.plus(Duration.ofHours(2)));
    }

    private void whatStillRunsMakesTheNextSlotSkip(Instant slot) throws Exception {
        var instance = instance();
        service.clock().stopAt(slot);
        instance.run();
        end(20);
        var later = slot.plus(Duration.ofHours(3));
        service.clock().stopAt(later.plusSeconds(30));
        instance.run();

        assertThat(filled(later)).isEqualTo(FLEET - 20);
        for (int i : List.of(0, 20, 999)) {
            assertThat(service.context().getBean(Environments.class).find("fleet-" + i))
                    .isInstanceOfSatisfying(
                            Kept.class,
                            kept -> assertThat(kept.schedule().skipped())
                                    .contains(
                                            new Schedule.Skipped(
                                                    slot.plus(Duration.ofHours(1)),
                                                    "missed: backup-service was not running"),
                                            new Schedule.Skipped(
                                                    slot.plus(Duration.ofHours(2)),
                                                    "missed: backup-service was not running"))
                                    .hasSize(i < 20 ? 3 : 2));
        }
    }

    private void aFleet() throws Exception {
        service.clock().stopAt(EVENING);
        var story = new Story("fleet-0", EVENING);
        service.environment(story, state -> ProtectedEnvironment.on(state, story.accepted()));
        service.environment(
                story, state -> ProtectedEnvironment.on(state, story.provisioned(SiteRole.PRIMARY, 1, List.of())));
        instance().run();
        var first = Objects.requireNonNull(service.newest(story, Backup.Running.class));
        var catalogue = service.context().getBean(Backups.class);
        var stored = catalogue.stored(first.run().backupId()).orElseThrow();
        catalogue.change(stored, current -> Backup.on(current, new Backup.Taken(Samples.POINT, EVENING)));
        instance().run();
        jdbc.sql("""
                        insert into protected_environment
                        select 'fleet-' || n, tenant_id, correlation_id, version, state_name,
                            replace(state::text, 'fleet-0', 'fleet-' || n)::jsonb, due_at, null, null, changed_at
                        from protected_environment, generate_series(1, :last) n
                        """).param("last", FLEET - 1).update();
    }

    /** Both work until nothing is left to do, except that one of them dies at a random moment. */
    private ScheduleSweep untilOneDies(String killer) throws Exception {
        var one = instance();
        var other = instance();
        var before = begun();
        var dies = before + random.nextInt(FLEET * 3 / 4);
        try (var threads = Executors.newFixedThreadPool(2)) {
            var oneLives = threads.submit(lives(one));
            var otherLives = threads.submit(lives(other));
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> begun() >= dies || (oneLives.isDone() && otherLives.isDone()));
            CrashPoint.arm(killer);
            boolean first = oneLives.get();
            assertThat(otherLives.get()).as("exactly one has died").isNotEqualTo(first);
            return first ? one : other;
        }
    }

    private static Callable<Boolean> lives(ScheduleSweep instance) {
        return () -> {
            try {
                instance.run();
                return true;
            } catch (SimulatedCrash crash) {
                return false;
            }
        };
    }

    private ScheduleSweep instance() {
        var own = service.context().getBean(BackupSettings.class);
        var settings = new BackupSettings(
                own.gcs(),
                own.secrets(),
                own.keyFile(),
                own.postgresBin(),
                Path.of("/instance-" + instances++),
                own.giveUpAfter(),
                own.giveUpRestoreAfter(),
                null,
                null);
        return new ScheduleSweep(
                service.context().getBean(Environments.class),
                service.context().getBean(Backups.class),
                service.context().getBean(RetentionPolicies.class),
                new Workshop(service.clock(), settings, new SimpleMeterRegistry()));
    }

    private int begun() {
        return jdbc.sql("select count(*) from backup").query(Integer.class).single();
    }

    /** How many environments have a run for this slot; none has two. */
    private int filled(Instant slot) {
        var runs = jdbc.sql("""
                        select count(*) from backup where (state -> 'run' ->> 'slot')::timestamptz = :slot
                        group by state -> 'run' ->> 'environmentId'
                        """)
                .param("slot", slot.atOffset(ZoneOffset.UTC))
                .query(Integer.class)
                .list();
        assertThat(runs).containsOnly(1);
        return runs.size();
    }

    /** Ends all runs but those of the first environments. */
    private void end(int butFirst) {
        jdbc.sql("""
                        update backup set state_name = 'Removed', changed_at = :now,
                            state = jsonb_build_object('run', state -> 'run', 'at', state -> 'run' -> 'openedAt', 'why', '')
                        where state_name = 'Running'
                          and substr(state -> 'run' ->> 'environmentId', 7)::int >= :first
                        """)
                .param("now", service.clock().instant().atOffset(ZoneOffset.UTC))
                .param("first", butFirst)
                .update();
    }
}
