package com.orocloud.backup;

import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on a few rows at a time, each on a thread of its own, and keeps their leases alive meanwhile: work that lasts
 * longer than a lease stays this process's own, and work of a killed process is taken up again.
 */
final class LeasedWork implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LeasedWork.class);

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration LOOK_FOR_MORE = Duration.ofSeconds(1);
    private static final int AT_A_TIME = 4;

    private final String owner;
    private final ScheduledExecutorService renewal;

    /** @param owner unique to this process and its purpose, and the same when the process is started again */
    LeasedWork(String owner) {
        this.owner = owner;
        renewal = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("lease-" + owner).factory());
    }

    /** Work on one row. */
    @FunctionalInterface
    interface Work<S> {
        /** @return when to look at the row again, should its state not have changed */
        Instant on(Stored<S> row, Lease lease) throws Exception;
    }

    /** The right to work on a row. */
    @FunctionalInterface
    interface Lease {
        /** To be called before a step that must not be done by two: fails if the row is somebody else's by now. */
        void hold() throws IOException;
    }

    /** Works on every due row in this state, also on those that become due meanwhile; returns when none is left. */
    <S> void each(StateTable<S> table, Class<? extends S> state, Work<S> work) throws InterruptedException {
        Throwable failure = null;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var ended = new ExecutorCompletionService<Void>(threads);
            int working = 0;
            do {
                if (failure == null && working < AT_A_TIME) {
                    for (var row : table.claim(owner, LEASE, AT_A_TIME - working, state)) {
                        ended.submit(() -> one(table, row, work));
                        working++;
                    }
                }
                var one = working == 0 ? null : ended.poll(LOOK_FOR_MORE.toMillis(), TimeUnit.MILLISECONDS);
                if (one != null) {
                    working--;
                    failure = failure == null ? failure(one) : failure;
                }
            } while (working > 0);
        }
        rethrow(failure);
    }

    private <S> @Nullable Void one(StateTable<S> table, Stored<S> row, Work<S> work) throws Exception {
        var every = LEASE.dividedBy(3).toMillis();
        var worker = Thread.currentThread();
        var renewing =
                renewal.scheduleWithFixedDelay(() -> renew(table, row, worker), every, every, TimeUnit.MILLISECONDS);
        try {
            var again = work.on(row, () -> hold(table, row));
            table.release(row.id(), owner, again);
            return null;
        } finally {
            renewing.cancel(true);
        }
    }

    private <S> void renew(StateTable<S> table, Stored<S> row, Thread worker) {
        try {
            if (!table.renew(row.id(), owner, LEASE)) {
                worker.interrupt();
            }
        } catch (RuntimeException e) {
            log.warn("cannot renew the lease on {} {}; trying again", table.name(), row.id(), e);
        }
    }

    private <S> void hold(StateTable<S> table, Stored<S> row) throws IOException {
        if (!table.renew(row.id(), owner, LEASE)) {
            throw new IOException("the lease on " + table.name() + " " + row.id() + " was lost");
        }
    }

    private static @Nullable Throwable failure(Future<Void> ended) throws InterruptedException {
        try {
            ended.get();
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    private static void rethrow(@Nullable Throwable failure) throws InterruptedException {
        switch (failure) {
            case null -> {}
            case Error error -> throw error;
            case RuntimeException bug -> throw bug;
            case InterruptedException interrupted -> throw interrupted;
            case Throwable other -> throw new IllegalStateException("work failed", other);
        }
    }

    @Override
    public void close() {
        renewal.shutdownNow();
    }
}
