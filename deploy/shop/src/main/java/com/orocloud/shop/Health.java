package com.orocloud.shop;

import com.google.gson.Gson;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Whether the shop works, as Oro's health page says it: 200 all good, 502 a check failed, and 503 is left to
 * maintenance. Several balancers and probes ask at once, so an answer is kept for a moment.
 */
final class Health {
    private static final Duration KEPT_FOR = Duration.ofMillis(300);
    private static final Duration CHECK_LIMIT = Duration.ofMillis(1_500);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Check> checks = new LinkedHashMap<>();
    private final String commit;
    private Reply last = Reply.text(502, "not checked yet");
    private long checkedNanos = System.nanoTime() - KEPT_FOR.toNanos();

    Health(Orders orders, FilesClient files, Backing backing, String commit) {
        this.commit = commit;
        checks.put("database", new Check(() -> {
            orders.write();
            return "takes writes";
        }));
        checks.put("schema", new Check(() -> {
            if (!orders.areInstalled()) {
                throw new IllegalStateException("not installed");
            }
            return "installed";
        }));
        checks.put("files", new Check(() -> {
            if (!files.isReachable()) {
                throw new IllegalStateException("refused");
            }
            return "reachable";
        }));
        backing.checks().forEach((name, question) -> checks.put(name, new Check(question)));
    }

    record CheckResult(boolean ok, String detail) {}

    private record Report(String status, String commit, Map<String, CheckResult> checks) {}

    synchronized Reply reply() {
        if (System.nanoTime() - checkedNanos < KEPT_FOR.toNanos()) {
            return last;
        }
        Map<String, Future<String>> asked = new LinkedHashMap<>();
        checks.forEach((name, check) -> asked.put(name, check.begin()));
        long deadline = System.nanoTime() + CHECK_LIMIT.toNanos();
        Map<String, CheckResult> results = new LinkedHashMap<>();
        asked.forEach((name, answer) -> results.put(name, resultBefore(deadline, answer)));
        boolean good = results.values().stream().allMatch(CheckResult::ok);
        last = Reply.json(good ? 200 : 502, new Gson().toJson(new Report(good ? "good" : "failed", commit, results)));
        checkedNanos = System.nanoTime();
        return last;
    }

    /** One question; while it goes unanswered it is not asked again, so that hanging questions never pile up. */
    private final class Check {
        private final Callable<String> question;

        @Nullable
        private Future<String> asked;

        Check(Callable<String> question) {
            this.question = question;
        }

        Future<String> begin() {
            Future<String> running = asked;
            if (running == null || running.isDone()) {
                running = threads.submit(question);
                asked = running;
            }
            return running;
        }
    }

    private static CheckResult resultBefore(long deadlineNanos, Future<String> answer) {
        try {
            return new CheckResult(true, answer.get(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNull(e.getCause());
            String message = cause.getMessage();
            return new CheckResult(false, message == null ? cause.getClass().getSimpleName() : message);
        } catch (TimeoutException e) {
            return new CheckResult(false, "no answer in " + CHECK_LIMIT.toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new CheckResult(false, "interrupted");
        }
    }
}
