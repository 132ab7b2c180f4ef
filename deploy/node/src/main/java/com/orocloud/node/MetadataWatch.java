package com.orocloud.node;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hears of every change of the assignment, for as long as the node lives; an absent metadata service is waited for. */
final class MetadataWatch implements Runnable {
    private static final String ITEM = "orocloud-node";
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Metadata metadata;
    private final Consumer<Assignment> heard;

    @Nullable
    private String tag;

    private String trouble = "";

    MetadataWatch(Metadata metadata, Consumer<Assignment> heard) {
        this.metadata = metadata;
        this.heard = heard;
    }

    @Override
    public void run() {
        Duration pause = SHORTEST_PAUSE;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Metadata.Attributes attributes = metadata.attributes(tag);
                boolean changed = !attributes.tag().equals(tag);
                tag = attributes.tag();
                if (changed) {
                    attributes.value(ITEM).map(Assignment::parse).ifPresent(heard);
                }
                trouble("");
                pause = SHORTEST_PAUSE;
            } catch (IllegalArgumentException notUnderstood) {
                trouble(String.valueOf(notUnderstood.getMessage()));
            } catch (IOException | JsonParseException | IllegalStateException | UnsupportedOperationException away) {
                trouble("the metadata service does not answer (" + away.getMessage() + "); going on as told last");
                sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    private void trouble(String now) {
        if (!now.isEmpty() && !now.equals(trouble)) {
            Journal.say(now);
        }
        trouble = now;
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
