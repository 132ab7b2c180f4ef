package com.orocloud.delivery;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.deferred;
import static com.orocloud.messaging.Outcome.ignored;
import static com.orocloud.messaging.Outcome.impossible;

import com.orocloud.events.BackupVerified;
import com.orocloud.events.DrCancelled;
import com.orocloud.events.EnvironmentAccepted;
import com.orocloud.events.EnvironmentActivated;
import com.orocloud.events.EnvironmentFenced;
import com.orocloud.events.EnvironmentRequested;
import com.orocloud.events.EnvironmentSiteChanged;
import com.orocloud.events.NotificationDelivered;
import com.orocloud.messaging.EffectId;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Heard;
import com.orocloud.messaging.Outcome;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Counts what it hears, with one arm for every outcome there is. */
sealed interface Ticket {

    record Open(List<String> heard) implements Ticket {}

    static Outcome<Ticket> on(@Nullable Ticket current, EnvironmentAccepted event) {
        return switch (current) {
            case null -> heard(List.of(), "accepted", event.getEnvironmentId());
            case Open _ -> ignored("open already");
        };
    }

    static Outcome<Ticket> on(@Nullable Ticket current, EnvironmentActivated event) {
        return switch (current) {
            case null -> deferred("not accepted yet");
            case Open(var heard) -> heard(heard, "activated " + event.getUrl(), event.getEnvironmentId());
        };
    }

    static Outcome<Ticket> on(@Nullable Ticket current, EnvironmentRequested event) {
        return switch (current) {
            case null -> ignored("not open");
            case Open(var heard) -> heard(heard, "requested", event.getEnvironmentId());
        };
    }

    static Outcome<Ticket> on(@Nullable Ticket current, BackupVerified event) {
        return switch (current) {
            case null -> impossible("verified before it was open");
            case Open(var heard) -> heard(heard, "verified", event.getEnvironmentId());
        };
    }

    static Outcome<Ticket> on(@Nullable Ticket current, EnvironmentFenced event) {
        return impossible("nobody is ever fenced here: " + event.getEvidence());
    }

    static Outcome<Ticket> on(@Nullable Ticket current, EnvironmentSiteChanged event) {
        return switch (current) {
            case null -> deferred("not accepted yet");
            case Open _ -> throw new IllegalStateException("a bug for " + event.getEnvironmentId());
        };
    }

    /** An observation: the inbox does not remember it, so the state has to. */
    static Outcome<Ticket> on(@Nullable Ticket current, Heard<NotificationDelivered> heard) {
        String word = heard.source() + " saw " + heard.event().getMeta().getEventId();
        return switch (current) {
            case null -> ignored("not open");
            case Open(var before) when before.contains(word) -> ignored("seen before");
            case Open(var before) ->
                applied(new Open(Stream.concat(before.stream(), Stream.of(word)).toList()));
        };
    }

    private static Outcome<Ticket> heard(List<String> before, String what, String environment) {
        var heard = new java.util.ArrayList<>(before);
        heard.add(what);
        return applied(
                new Open(List.copyOf(heard)),
                new DrCancelled(Events.unstamped(), environment, EffectId.of(environment), what));
    }
}
