package com.orocloud.local;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.function.Consumer;
import org.apache.avro.generic.GenericRecord;

/** Tells what happens, as it happens, in plain words. */
public final class EventStory implements AutoCloseable {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    private final FactReader facts;
    private volatile boolean stopped;

    public EventStory(LocalSystem system) {
        facts = new FactReader(system);
    }

    /** Gives every fact's line to the listener until {@link #close}. */
    public void tell(Consumer<String> line) {
        while (!stopped) {
            for (GenericRecord fact : facts.poll()) {
                line.accept(line(fact));
            }
        }
        facts.close();
    }

    /** For example {@code 14:03:07  acme-prod    Activated: http://…}. */
    public static String line(GenericRecord fact) {
        var meta = (GenericRecord) fact.get("meta");
        return "%s  %-18s %s"
                .formatted(
                        TIME.format(Instant.ofEpochMilli((Long) meta.get("occurredAt"))),
                        meta.get("aggregateId"),
                        Sentence.of(fact));
    }

    @Override
    public void close() {
        stopped = true;
        facts.stop();
    }
}
