package com.orocloud.backup;

import com.orocloud.backup.archive.TestingObjectStore;
import com.orocloud.events.EnvironmentAccepted;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.SiteRole;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.CrashPoint.SimulatedCrash;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
import com.orocloud.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

/** The service without its threads: the test makes it work, and time passes when the test says so. */
final class RunningBackup implements AutoCloseable {

    private static final int ROUNDS_MAX = 12;

    /** Longer than a lease and than any wait between two tries. */
    private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(40);

    private final TestDatabase database = TestDatabase.create("backup");
    private final Path folder;
    private final ConfigurableApplicationContext context;
    private final List<Sweep> sweeps;
    private final List<Sweep> delivery;
    private final Transitions transitions;

    RunningBackup() throws IOException {
        this(TestingBackupService.folder());
    }

    /** With the buckets and the key that are in the folder, and a database without anything. */
    RunningBackup(Path folder) throws IOException {
        this(folder, false);
    }

    /** With the log of databases, for restores to any second. */
    static RunningBackup withLogs() throws IOException {
        return new RunningBackup(TestingBackupService.folder(), true);
    }

    private RunningBackup(Path folder, boolean logs) throws IOException {
        this.folder = folder;
        context = logs
                ? TestingBackupService.startWithLogs(database, folder)
                : TestingBackupService.start(database, folder);
        context.getBeansOfType(SmartLifecycle.class).values().stream()
                .filter(bean -> bean.getClass().getSimpleName().equals("Sweeper"))
                .forEach(SmartLifecycle::stop);
        sweeps = List.of(
                context.getBean(ScheduleSweep.class),
                context.getBean(TakingSweep.class),
                context.getBean(ProvingSweep.class),
                context.getBean(CopyingSweep.class),
                context.getBean(SavingSweep.class),
                context.getBean(RestoringSweep.class),
                context.getBean(OpeningSweep.class));
        delivery = context.getBeansOfType(Sweep.class).values().stream()
                .filter(sweep ->
                        !sweeps.contains(sweep) && !(sweep instanceof RetentionSweep || sweep instanceof JournalSweep))
                .toList();
        transitions = context.getBean(Transitions.class);
    }

    /** Works in rounds, through crashes, until there is something to look at. */
    <T> T workUntil(Callable<@Nullable T> wanted) throws Exception {
        for (int round = 0; round < ROUNDS_MAX; round++) {
            for (Sweep sweep : sweeps) {
                try {
                    sweep.run();
                } catch (SimulatedCrash crash) {
                    clock().advance(BETWEEN_ROUNDS);
                }
                T found = wanted.call();
                if (found != null) {
                    deliver();
                    return found;
                }
            }
            clock().advance(BETWEEN_ROUNDS);
        }
        throw new AssertionError("not there after " + ROUNDS_MAX + " rounds");
    }

    /** Lets everything be looked at and said that has happened so far. */
    void settle() throws Exception {
        context.getBean(ScheduleSweep.class).run();
        deliver();
    }

    Posture posture(Story story) {
        return this.<ProtectedEnvironment>table("protectedEnvironments")
                .find(story.environmentId())
                .map(Stored::state)
                .map(ProtectedEnvironment.Kept.class::cast)
                .map(ProtectedEnvironment.Kept::posture)
                .orElseThrow();
    }

    void deliver() throws Exception {
        for (Sweep sweep : delivery) {
            sweep.run();
        }
    }

    void protect(Story story, TestingSite primary) {
        protect(story, primary, story.accepted());
    }

    void protect(Story story, TestingSite primary, EnvironmentAccepted accepted) {
        environment(story, state -> ProtectedEnvironment.on(state, accepted));
        provisioned(story, story.provisioned(SiteRole.PRIMARY, 1, primary.nodes()));
    }

    void provisioned(Story story, EnvironmentProvisioned event) {
        environment(story, state -> ProtectedEnvironment.on(state, event));
    }

    void environment(Story story, Function<@Nullable ProtectedEnvironment, Outcome<ProtectedEnvironment>> decide) {
        change("protectedEnvironments", story.environmentId(), decide);
    }

    void region(Region region, Function<@Nullable RegionHealth, Outcome<RegionHealth>> decide) {
        change("regionTable", region.id(), decide);
    }

    void restore(UUID restoreId, Function<@Nullable Restore, Outcome<Restore>> decide) {
        change("restoreTable", restoreId.toString(), decide);
    }

    @Nullable
    Restore restore(UUID restoreId) {
        return this.<Restore>table("restoreTable")
                .find(restoreId.toString())
                .map(Stored::state)
                .orElse(null);
    }

    /** The newest backup of an environment, if it is in this state. */
    <S extends Backup> @Nullable S newest(Story story, Class<S> state) {
        return context.getBean(Backups.class).page(story.environmentId(), 0).stream()
                .limit(1)
                .filter(state::isInstance)
                .map(state::cast)
                .findFirst()
                .orElse(null);
    }

    TestingObjectStore store() {
        return context.getBean(TestingObjectStore.class);
    }

    TestingClock clock() {
        return context.getBean(TestingClock.class);
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    Path workDirectory() {
        return folder.resolve("work");
    }

    private <S> void change(String table, String id, Function<@Nullable S, Outcome<S>> decide) {
        var outcome = transitions.apply(this.<S>table(table), id, Cause.system("acme", UUID.randomUUID()), decide);
        if (!(outcome instanceof Outcome.Applied)) {
            throw new AssertionError(outcome);
        }
    }

    @SuppressWarnings("unchecked")
    private <S> StateTable<S> table(String name) {
        return (StateTable<S>) context.getBean(name);
    }

    @Override
    public void close() {
        context.close();
        database.drop();
    }
}
