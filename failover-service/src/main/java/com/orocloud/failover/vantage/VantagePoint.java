package com.orocloud.failover.vantage;

import com.orocloud.events.ProbePlanSnapshot;
import com.orocloud.events.ProbeResult;
import com.orocloud.events.catalogue.TopicCatalogue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every watched region every few seconds and tells failover-service what it saw, judging nothing itself.
 *
 * <p>It needs the broker, the registry, and a way out to what it looks at; it keeps nothing and dials out only. Put
 * several on networks that fail for different reasons.
 */
public final class VantagePoint implements AutoCloseable {

    /** Open probes at a time; the rest of a round waits for them. */
    private static final int AT_A_TIME = 200;

    private final Plans plans;
    private final Reports reports;
    private final Probe probe;
    private final Duration interval;
    private final Clock clock;
    private final Semaphore slots = new Semaphore(AT_A_TIME);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);

    public VantagePoint(VantageSettings settings, Clock clock) {
        TopicCatalogue catalogue = TopicCatalogue.ofThisBuild();
        this.reports = new Reports(settings, catalogue);
        this.plans = new Plans(settings, catalogue);
        this.probe = new Probe(settings);
        this.interval = settings.interval();
        this.clock = clock;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("usage: VantagePoint <settings.properties>");
        }
        System.setProperty("logback.configurationFile", "com/orocloud/failover/vantage/logback.xml");
        VantageSettings settings = VantageSettings.read(Path.of(arguments[0]));
        var point = new VantagePoint(settings, Clock.systemUTC());
        Runtime.getRuntime().addShutdownHook(new Thread(point::close, "close"));
        Logger log = LoggerFactory.getLogger(VantagePoint.class);
        log.info("{} looks at regions every {}", settings.name(), settings.interval());
        point.run();
    }

    /** Looks and tells until it is closed. */
    public void run() throws InterruptedException {
        Thread.ofVirtual().name("plans").start(plans);
        Duration rest = Duration.ZERO;
        while (!closed.await(rest.toMillis(), TimeUnit.MILLISECONDS)) {
            Instant began = clock.instant();
            round();
            Duration left = interval.minus(Duration.between(began, clock.instant()));
            rest = left.isNegative() ? Duration.ZERO : left;
        }
    }

    /** Each region is told as soon as all of its targets have answered or were given up. */
    private void round() throws InterruptedException {
        Map<ProbePlanSnapshot, List<Future<ProbeResult>>> looks = new HashMap<>();
        for (ProbePlanSnapshot plan : plans.current()) {
            looks.put(
                    plan,
                    plan.getTargets().stream()
                            .map(target -> threads.submit(() -> {
                                slots.acquireUninterruptibly();
                                try {
                                    return probe.look(target);
                                } finally {
                                    slots.release();
                                }
                            }))
                            .toList());
        }
        for (var look : looks.entrySet()) {
            List<ProbeResult> results = new ArrayList<>();
            for (Future<ProbeResult> each : look.getValue()) {
                results.add(awaited(each));
            }
            reports.tell(look.getKey().getRegion(), results, clock.instant());
        }
    }

    private static ProbeResult awaited(Future<ProbeResult> look) throws InterruptedException {
        try {
            return look.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a probe never fails, it finds a target unreachable", e.getCause());
        }
    }

    @Override
    public void close() {
        closed.countDown();
        plans.close();
        threads.shutdownNow();
        probe.close();
        reports.close();
    }
}
