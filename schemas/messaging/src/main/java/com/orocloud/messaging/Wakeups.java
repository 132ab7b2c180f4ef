package com.orocloud.messaging;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Lets a committed change be acted on at once; the sleepers' own timers are the net below it. */
@Component
final class Wakeups {

    private final List<Sleeper> sleepers = new CopyOnWriteArrayList<>();

    /** One loop that sleeps until something changed or its time is over. */
    static final class Sleeper {

        private final Semaphore signals = new Semaphore(0);

        void sleep(Duration atMost) throws InterruptedException {
            if (signals.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                signals.drainPermits();
            }
        }

        void wake() {
            signals.release();
        }
    }

    Sleeper newSleeper() {
        var sleeper = new Sleeper();
        sleepers.add(sleeper);
        return sleeper;
    }

    /** Wakes every sleeper once the running transaction is committed. */
    void afterCommit() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                wakeAll();
            }
        });
    }

    void wakeAll() {
        sleepers.forEach(Sleeper::wake);
    }
}
