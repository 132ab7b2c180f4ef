package com.orocloud.dr;

import com.orocloud.dr.ProtectedEnvironment.SiteAddresses;
import com.orocloud.events.EnvironmentType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known when a case is evaluated, read at one moment.
 *
 * @param contacts those of the accepted request; null if not heard of yet
 * @param targetLost true if the region to recover to is itself lost
 */
record Situation(
        ProtectedEnvironment.Serving environment,
        Disaster outage,
        ContactBook.@Nullable Known contacts,
        boolean targetLost,
        Instant now) {

    SiteAddresses targetAddresses() {
        return reserved().orElse(new SiteAddresses(List.of(), List.of()));
    }

    /** Why this environment gets no case at all; empty if it does. */
    Optional<String> whyNotProtected() {
        var description = environment.description();
        if (description.type() != EnvironmentType.PRODUCTION) {
            return Optional.of(description.type() + " environments are not recovered elsewhere");
        }
        if (description.disasterRecovery() == null) {
            return Optional.of("it has no recovery region");
        }
        return description.disasterRecovery().equals(outage.region())
                ? Optional.of("it already runs in its recovery region")
                : Optional.empty();
    }

    /** Why nobody can be asked yet, for the case view; empty if somebody can. */
    Optional<String> obstacle(DrCase drCase, int asking) {
        if (targetLost) {
            return Optional.of("the recovery region " + drCase.target().inWords() + " is lost as well");
        }
        if (environment.points().newestUsableWithout(drCase.lost()).isEmpty()) {
            return Optional.of(
                    "no verified backup with a copy outside " + drCase.lost().inWords() + " is known");
        }
        if (reserved().isEmpty()) {
            return Optional.of("no addresses are reserved in " + drCase.target().inWords());
        }
        if (contacts == null || contacts.asked(asking).isEmpty()) {
            return Optional.of("no technical contact is known");
        }
        return Optional.empty();
    }

    private Optional<SiteAddresses> reserved() {
        return Optional.ofNullable(environment.addresses())
                .flatMap(addresses -> Optional.ofNullable(addresses.disasterRecovery()));
    }
}
