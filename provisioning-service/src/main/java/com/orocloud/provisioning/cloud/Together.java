package com.orocloud.provisioning.cloud;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Works on several things at once, so that one whose region hangs holds up the others for one call at most. */
public final class Together {

    private Together() {}

    /** Returns when all are done; then throws what the first of them threw, if any did. */
    public static <T> void each(List<T> things, Consumer<T> work) throws InterruptedException {
        var running = new ArrayList<Future<?>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            things.forEach(thing -> running.add(threads.submit(() -> work.accept(thing))));
        }
        for (Future<?> future : running) {
            try {
                future.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
    }
}
