package com.orocloud.dr;

import com.orocloud.events.DrCause;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads what is known when a case is evaluated or answered. */
@Component
class Situations {

    private final StateTable<Outage> outages;
    private final StateTable<Reach> reaches;
    private final StateTable<ProtectedEnvironment> environments;
    private final StateTable<ContactBook> contactBooks;
    private final Clock clock;

    Situations(
            StateTable<Outage> outages,
            StateTable<Reach> reaches,
            StateTable<ProtectedEnvironment> environments,
            StateTable<ContactBook> contactBooks,
            Clock clock) {
        this.outages = outages;
        this.reaches = reaches;
        this.environments = environments;
        this.contactBooks = contactBooks;
        this.clock = clock;
    }

    /** Empty while the environment has no site, or the outage that the case is about is over. */
    Optional<Situation> of(DrCase drCase) {
        return disaster(drCase).flatMap(disaster -> of(drCase.environmentId(), disaster));
    }

    Optional<Situation> of(String environmentId, Disaster disaster) {
        return serving(environmentId).map(serving -> {
            var target = serving.description().disasterRecovery();
            return new Situation(serving, disaster, contactsInForce(serving), target != null && isLost(target), now());
        });
    }

    /** The disaster that the case is about, while it lasts. */
    Optional<Disaster> disaster(DrCase drCase) {
        return drCase.cause() == DrCause.ENVIRONMENT_UNREACHABLE ? cutOff(drCase) : outage(drCase);
    }

    private Optional<Disaster> cutOff(DrCase drCase) {
        return reaches.find(drCase.environmentId()).map(Stored::state).flatMap(reach -> switch (reach) {
            case Reach.CutOff cutOff when cutOff.outageId().equals(drCase.outageId()) -> Optional.of(cutOff);
            case Reach.CutOff _, Reach.Within _ -> Optional.empty();
        });
    }

    private Optional<Disaster> outage(DrCase drCase) {
        return outages.find(drCase.lost().key()).map(Stored::state).flatMap(outage -> switch (outage) {
            case Outage.Down down when down.outageId().equals(drCase.outageId()) -> Optional.of(down);
            case Outage.Down _, Outage.Over _ -> Optional.empty();
        });
    }

    ContactBook.@Nullable Known contactsInForce(String environmentId) {
        return serving(environmentId).map(this::contactsInForce).orElse(null);
    }

    /** Cut to what an event can carry. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private ContactBook.@Nullable Known contactsInForce(ProtectedEnvironment.Serving serving) {
        var requestEventId = serving.description().requestEventId().toString();
        return contactBooks
                .find(requestEventId)
                .map(Stored::state)
                .flatMap(book -> switch (book) {
                    case ContactBook.Known known -> Optional.of(known);
                    case ContactBook.Forgotten _ -> Optional.<ContactBook.Known>empty();
                })
                .orElse(null);
    }

    private Optional<ProtectedEnvironment.Serving> serving(String environmentId) {
        return environments.find(environmentId).map(Stored::state).flatMap(environment -> switch (environment) {
            case ProtectedEnvironment.Serving serving -> Optional.of(serving);
            case ProtectedEnvironment.Accepted _, ProtectedEnvironment.Ended _ -> Optional.empty();
        });
    }

    private boolean isLost(Region region) {
        return outages.find(region.key())
                .map(stored -> switch (stored.state()) {
                    case Outage.Down _ -> true;
                    case Outage.Over _ -> false;
                })
                .orElse(false);
    }
}
