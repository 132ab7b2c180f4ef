package com.orocloud.dr;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.Contact;
import com.orocloud.events.ContactRole;
import com.orocloud.events.EnvironmentRejected;
import com.orocloud.events.EnvironmentRequested;
import com.orocloud.messaging.Outcome;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may approve, as one request named them. Kept by the request's event id, because only the request that
 * provisioning-service accepted is in force; personal data never stands in facts.
 *
 * <pre>
 *   (nothing) --EnvironmentRequested--> Known --EnvironmentRejected--> Forgotten
 * </pre>
 */
sealed interface ContactBook {

    /** The technical contacts, in the order in which they are asked. */
    record Known(String environmentId, List<Approver> approvers) implements ContactBook {

        /** Whom to ask the n-th time, counted from 1: the first, then the next, then the first again. */
        Optional<Approver> asked(int asking) {
            return approvers.isEmpty()
                    ? Optional.empty()
                    : Optional.of(approvers.get(Math.floorMod(asking - 1, approvers.size())));
        }

        boolean names(String approverHash) {
            return approvers.stream().anyMatch(a -> a.hash().equals(approverHash));
        }
    }

    /** The request was refused, so there is no reason to keep its people. */
    record Forgotten(String environmentId) implements ContactBook {}

    /**
     * Somebody who may say yes.
     *
     * @param timeZone in which times are shown to this person; null if not given
     */
    record Approver(String name, String email, @Nullable String timeZone) {

        /** Identifies the person in facts without naming them. */
        String hash() {
            return Sha256.of(email.toLowerCase(Locale.ROOT));
        }
    }

    static Outcome<ContactBook> on(@Nullable ContactBook current, EnvironmentRequested event) {
        return switch (current) {
            case null -> applied(new Known(event.getEnvironmentId(), approvers(event)));
            case Known _ -> ignored("already known");
            case Forgotten _ -> ignored("the request was refused before");
        };
    }

    static Outcome<ContactBook> on(@Nullable ContactBook current, EnvironmentRejected event) {
        return switch (current) {
            case null -> applied(new Forgotten(event.getEnvironmentId()));
            case Known known -> applied(new Forgotten(known.environmentId()));
            case Forgotten _ -> ignored("already forgotten");
        };
    }

    private static List<Approver> approvers(EnvironmentRequested event) {
        return event.getContacts().stream()
                .filter(contact -> contact.getRole() == ContactRole.TECHNICAL_CONTACT)
                .sorted(Comparator.comparingInt(Contact::getEscalationOrder))
                .map(contact -> new Approver(contact.getName(), contact.getEmail(), contact.getTimeZone()))
                .toList();
    }
}
