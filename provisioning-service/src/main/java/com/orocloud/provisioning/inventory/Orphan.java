package com.orocloud.provisioning.inventory;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.OrphanFound;
import com.orocloud.events.OrphanGone;
import com.orocloud.events.OrphanKind;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Outcome;
import com.orocloud.provisioning.cloud.Place;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something in a provider's account that carries our label and that no book of ours knows.
 *
 * <pre>
 *   Standing --not there any more, or known--> Gone --found again--> Standing
 * </pre>
 */
public sealed interface Orphan {

    /**
     * @param zone empty for what belongs to a whole region
     * @param environmentId as its label says
     * @param released true if it is certainly a leftover of a site that we know, and is being deleted
     */
    record Thing(OrphanKind kind, Place place, String zone, String name, String environmentId, boolean released) {

        String id() {
            return kind + "/" + place + "/" + zone + "/" + name;
        }
    }

    Thing thing();

    Instant since();

    record Standing(Thing thing, Instant since) implements Orphan {}

    record Gone(Thing thing, Instant since, Instant goneAt) implements Orphan {}

    static Outcome<Orphan> found(@Nullable Orphan current, Thing thing, Instant now) {
        return switch (current) {
            case null -> begins(thing, now);
            case Gone _ -> begins(thing, now);
            case Standing _ -> ignored("told before");
        };
    }

    private static Outcome<Orphan> begins(Thing thing, Instant now) {
        return applied(
                new Standing(thing, now),
                OrphanFound.newBuilder()
                        .setMeta(Events.unstamped())
                        .setEnvironmentId(thing.environmentId())
                        .setKind(thing.kind())
                        .setRegion(thing.place().ref())
                        .setZone(thing.zone())
                        .setName(thing.name())
                        .setReleased(thing.released())
                        .build());
    }

    static Outcome<Orphan> notFound(@Nullable Orphan current, Instant now) {
        return switch (current) {
            case null -> ignored("there was none");
            case Gone _ -> ignored("gone before");
            case Standing(var thing, var since) ->
                applied(
                        new Gone(thing, since, now),
                        OrphanGone.newBuilder()
                                .setMeta(Events.unstamped())
                                .setEnvironmentId(thing.environmentId())
                                .setKind(thing.kind())
                                .setRegion(thing.place().ref())
                                .setName(thing.name())
                                .build());
        };
    }
}
