package com.orocloud.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Runs every {@link Sweep} of the service on a thread of its own. */
@Component
final class Sweeper implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    /** How long a stop waits for outside calls under way: one that is cut off in the middle is made twice. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(5);

    private final List<Sweep> sweeps;
    private final Wakeups wakeups;
    private final MeterRegistry meters;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running;

    Sweeper(List<Sweep> sweeps, Wakeups wakeups, MeterRegistry meters) {
        this.sweeps = sweeps;
        this.wakeups = wakeups;
        this.meters = meters;
    }

    @Override
    public void start() {
        running = true;
        for (Sweep sweep : sweeps) {
            Wakeups.Sleeper sleeper = wakeups.newSleeper();
            threads.add(
                    Thread.ofPlatform().name("sweep-" + sweep.name()).daemon().start(() -> loop(sweep, sleeper)));
        }
    }

    private void loop(Sweep sweep, Wakeups.Sleeper sleeper) {
        try {
            while (running) {
                runOnce(sweep);
                sleeper.sleep(sweep.interval());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runOnce(Sweep sweep) throws InterruptedException {
        try {
            sweep.run();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (!running) {
                return;
            }
            meters.counter("orocloud.sweep.failures", "sweep", sweep.name()).increment();
            LOG.error("sweep {} failed and runs again in {}", sweep.name(), sweep.interval(), e);
        }
    }

    @Override
    public void stop() {
        running = false;
        wakeups.wakeAll();
        joinAll(GRACE);
        threads.forEach(Thread::interrupt);
        joinAll(AFTER_INTERRUPT);
        threads.clear();
    }

    private void joinAll(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        for (Thread thread : threads) {
            try {
                thread.join(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
