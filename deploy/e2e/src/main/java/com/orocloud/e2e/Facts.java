package com.orocloud.e2e;

import com.orocloud.local.EventStory;
import com.orocloud.local.FactReader;
import com.orocloud.local.LocalSystem;
import com.orocloud.local.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.avro.generic.GenericRecord;

/** The dashboard: everything that the services said, in the order in which it arrived, told as it arrives. */
public final class Facts implements AutoCloseable {

    private final FactReader reader;
    private final Progress progress;
    private final Consumer<GenericRecord> alsoTell;
    private final List<GenericRecord> all = new ArrayList<>();
    private final Thread thread;
    private volatile boolean stopped;

    public Facts(LocalSystem system, Progress progress, Consumer<GenericRecord> alsoTell) {
        this.reader = new FactReader(system);
        this.progress = progress;
        this.alsoTell = alsoTell;
        this.thread = Thread.ofPlatform().name("facts").daemon().start(this::read);
    }

    private void read() {
        while (!stopped) {
            List<GenericRecord> facts = reader.poll();
            synchronized (all) {
                all.addAll(facts);
                all.notifyAll();
            }
            for (GenericRecord fact : facts) {
                progress.say(EventStory.line(fact));
                alsoTell.accept(fact);
            }
        }
        reader.close();
    }

    /** The first fact of this type about this environment or region that fits, said before or in time. */
    public GenericRecord await(String type, String about, Duration within, Predicate<GenericRecord> fits) {
        return awaitAny(List.of(type), about, within, fits);
    }

    /** The first fact of any of these types about this environment or region, said before or in time. */
    public GenericRecord awaitAny(List<String> types, String about, Duration within) {
        return awaitAny(types, about, within, fact -> true);
    }

    private GenericRecord awaitAny(List<String> types, String about, Duration within, Predicate<GenericRecord> fits) {
        long deadline = System.nanoTime() + within.toNanos();
        synchronized (all) {
            while (true) {
                List<GenericRecord> found = types.stream()
                        .flatMap(type -> said(type, about, fits).stream())
                        .toList();
                if (!found.isEmpty()) {
                    return found.getFirst();
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new DemoFailed("no " + String.join(" or ", types) + " about " + about + " within "
                            + within.toSeconds() + " s");
                }
                try {
                    all.wait(Math.max(1, left / 1_000_000));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new DemoFailed("interrupted while waiting for " + types);
                }
            }
        }
    }

    public GenericRecord await(String type, String about, Duration within) {
        return await(type, about, within, fact -> true);
    }

    public List<GenericRecord> said(String type, String about, Predicate<GenericRecord> fits) {
        synchronized (all) {
            return all.stream()
                    .filter(fact -> fact.getSchema().getName().equals(type)
                            && text(meta(fact), "aggregateId").equals(about)
                            && fits.test(fact))
                    .toList();
        }
    }

    int count(String type, String about) {
        return said(type, about, fact -> true).size();
    }

    List<GenericRecord> all() {
        synchronized (all) {
            return List.copyOf(all);
        }
    }

    static GenericRecord meta(GenericRecord fact) {
        return (GenericRecord) fact.get("meta");
    }

    public static Instant occurredAt(GenericRecord fact) {
        return instant(meta(fact), "occurredAt");
    }

    public static Instant instant(GenericRecord record, String field) {
        return Instant.ofEpochMilli((Long) record.get(field));
    }

    public static long number(GenericRecord record, String field) {
        return ((Number) record.get(field)).longValue();
    }

    public static String text(GenericRecord record, String field) {
        return String.valueOf(record.get(field));
    }

    @Override
    public void close() {
        stopped = true;
        reader.stop();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
