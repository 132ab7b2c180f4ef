package com.orocloud.notification;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.ContactRole;
import com.orocloud.events.EnvironmentRequested;
import com.orocloud.messaging.Outcome;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The people that one request names, kept under that request's event id: the only place where names and addresses
 * stay. Whether they are in force says {@link Environment}.
 */
sealed interface Contacts {

    String environmentId();

    record Named(String environmentId, List<Person> people) implements Contacts {

        /** Who should be told: those of these roles, or else whoever stands nearest. */
        List<Person> withAnyOf(Set<ContactRole> roles) {
            List<Person> wanted =
                    people.stream().filter(each -> roles.contains(each.role())).toList();
            if (!wanted.isEmpty()) {
                return wanted;
            }
            for (ContactRole nearest : List.of(ContactRole.TECHNICAL_CONTACT, ContactRole.ENVIRONMENT_OWNER)) {
                List<Person> instead =
                        people.stream().filter(each -> each.role() == nearest).toList();
                if (!instead.isEmpty()) {
                    return instead;
                }
            }
            return people;
        }
    }

    /** The request was refused, and they were told: nothing is kept of them. */
    record Forgotten(String environmentId) implements Contacts {}

    static Outcome<Contacts> on(@Nullable Contacts current, EnvironmentRequested request) {
        return switch (current) {
            case null ->
                applied(new Named(
                        request.getEnvironmentId(),
                        request.getContacts().stream()
                                .sorted(Comparator.comparingInt(each -> each.getEscalationOrder()))
                                .map(each ->
                                        new Person(each.getRole(), each.getName(), each.getEmail(), each.getTimeZone()))
                                .toList()));
            case Named _, Forgotten _ -> ignored("known already");
        };
    }

    static Outcome<Contacts> forgotten(@Nullable Contacts current) {
        return switch (current) {
            case null -> ignored("never known");
            case Named(var environmentId, var _) -> applied(new Forgotten(environmentId));
            case Forgotten _ -> ignored("forgotten already");
        };
    }
}
