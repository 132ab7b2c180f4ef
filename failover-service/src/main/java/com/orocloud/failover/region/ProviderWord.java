package com.orocloud.failover.region;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.failover.region.ProviderFeed.Incident;
import com.orocloud.messaging.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says of one region in one of its feeds. It may be late, silent or wrong: it corroborates, and decides
 * nothing.
 *
 * <pre>
 *   Fine --an open incident names the region--> Impaired --it is closed--> Fine
 * </pre>
 */
sealed interface ProviderWord {

    /** What was last read longer ago says nothing about now. */
    Duration WORTH = Duration.ofMinutes(10);

    Instant readAt();

    record Fine(Instant readAt) implements ProviderWord {}

    record Impaired(String incidentId, String summary, Instant since, Instant readAt) implements ProviderWord {}

    /** It was read. Stored anew when it says something else, or now and then to show that it is still read. */
    static Outcome<ProviderWord> read(@Nullable ProviderWord current, @Nullable Incident incident, Instant at) {
        ProviderWord next = incident == null
                ? new Fine(at)
                : new Impaired(incident.id(), incident.summary(), since(current, incident, at), at);
        boolean same = current != null
                && Objects.equals(incidentOf(current), incidentOf(next))
                && at.isBefore(current.readAt().plus(WORTH.dividedBy(4)));
        return same ? ignored("the same as before") : applied(next);
    }

    /** The incident that it names, if it was read lately. */
    static @Nullable String incident(@Nullable ProviderWord word, Instant now) {
        return word != null && now.isBefore(word.readAt().plus(WORTH)) ? incidentOf(word) : null;
    }

    /**
     * The incident that the words agree on: the one that is known already as long as any of them names it, so that two
     * feeds with an incident each do not take turns.
     *
     * @param words the one that is believed first comes first
     */
    static @Nullable String incident(@Nullable String known, Collection<ProviderWord> words, Instant now) {
        List<String> open = words.stream()
                .map(word -> incident(word, now))
                .filter(Objects::nonNull)
                .toList();
        return known != null && open.contains(known)
                ? known
                : open.stream().findFirst().orElse(null);
    }

    private static Instant since(@Nullable ProviderWord current, Incident incident, Instant at) {
        return current instanceof Impaired before && before.incidentId().equals(incident.id()) ? before.since() : at;
    }

    private static @Nullable String incidentOf(ProviderWord word) {
        return switch (word) {
            case Fine _ -> null;
            case Impaired impaired -> impaired.incidentId();
        };
    }
}
