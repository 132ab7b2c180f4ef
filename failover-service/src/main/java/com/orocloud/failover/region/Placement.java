package com.orocloud.failover.region;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.EnvironmentAccepted;
import com.orocloud.messaging.Outcome;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which regions matter to an environment: where it lives and where it would be recovered. Those are watched from the
 * moment it is accepted, so that there is always another region to check one's own sight with.
 *
 * <pre>
 *   EnvironmentAccepted --> Known
 * </pre>
 */
public sealed interface Placement {

    List<Region> regions();

    record Known(List<Region> regions) implements Placement {}

    static Outcome<Placement> on(@Nullable Placement current, EnvironmentAccepted event) {
        return switch (current) {
            case null ->
                applied(new Known(Stream.of(event.getPrimary(), event.getDisasterRecovery())
                        .filter(Objects::nonNull)
                        .map(Region::of)
                        .toList()));
            case Known _ -> ignored("placed already");
        };
    }
}
