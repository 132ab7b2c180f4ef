package com.orocloud.notification;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.EnvironmentAccepted;
import com.orocloud.messaging.Outcome;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which request an environment was built from, and so whose contacts are in force. */
sealed interface Environment {

    record Accepted(UUID requestEventId, long version) implements Environment {}

    static Outcome<Environment> on(@Nullable Environment current, EnvironmentAccepted accepted) {
        long version = accepted.getMeta().getAggregateVersion();
        return switch (current) {
            case null -> applied(new Accepted(accepted.getRequestEventId(), version));
            case Accepted(var _, long known) when known >= version -> ignored("a newer request is in force");
            case Accepted _ -> applied(new Accepted(accepted.getRequestEventId(), version));
        };
    }
}
