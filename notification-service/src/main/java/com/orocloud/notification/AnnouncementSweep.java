package com.orocloud.notification;

import com.orocloud.events.ContactRole;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.EffectId;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
import com.orocloud.notification.Announcement.Heard;
import com.orocloud.notification.Contacts.Forgotten;
import com.orocloud.notification.Contacts.Named;
import com.orocloud.notification.Notice.Label;
import com.orocloud.notification.Story.ApprovalRequest;
import com.orocloud.notification.Story.Detail;
import com.orocloud.notification.Story.EnvironmentEnded;
import com.orocloud.notification.Story.OperationsAlert;
import com.orocloud.notification.Story.RequestRejected;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

/** Gives everyone who should know of an announcement a notice of their own. */
@Component
class AnnouncementSweep implements Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(AnnouncementSweep.class);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final int BATCH = 50;

    private final StateTable<Announcement> announcements;
    private final StateTable<Notice> notices;
    private final StateTable<Contacts> contacts;
    private final StateTable<Environment> environments;
    private final StateTable<Quiet> quiet;
    private final Transitions transitions;
    private final Letters letters;
    private final NotificationSettings settings;
    private final Clock clock;

    AnnouncementSweep(
            StateTable<Announcement> announcements,
            StateTable<Notice> notices,
            StateTable<Contacts> contacts,
            StateTable<Environment> environments,
            StateTable<Quiet> quiet,
            Transitions transitions,
            Letters letters,
            NotificationSettings settings,
            Clock clock) {
        this.announcements = announcements;
        this.notices = notices;
        this.contacts = contacts;
        this.environments = environments;
        this.quiet = quiet;
        this.transitions = transitions;
        this.letters = letters;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "announcements";
    }

    @Override
    public void run() {
        for (Stored<Announcement> stored : announcements.claim(settings.instance(), LEASE, BATCH, Heard.class)) {
            if (stored.state() instanceof Heard heard) {
                try (var _ = MDC.putCloseable("environment", heard.environmentId());
                        var _ = MDC.putCloseable(
                                "correlation", stored.correlationId().toString())) {
                    tell(stored, heard);
                }
            }
        }
    }

    private void tell(Stored<Announcement> stored, Heard heard) {
        Instant now = clock.instant();
        if (heard.occurredAt().isBefore(now.minus(settings.keepTrying()))) {
            LOG.warn("{} is too old to be told", heard.story().template());
            done(stored, heard, 0);
            return;
        }
        Optional<UUID> mutedBy = mutedBy(heard);
        if (mutedBy.isPresent()) {
            LOG.info(
                    "{} is not told: its component is in maintenance {}",
                    heard.story().template(),
                    mutedBy.get());
            transitions.apply(
                    announcements,
                    stored.id(),
                    Cause.of(stored),
                    current -> Announcement.muted(current, mutedBy.get()));
            return;
        }
        Optional<List<Person>> people = people(stored, heard);
        if (people.isEmpty()) {
            if (now.isBefore(stored.changedAt().plus(settings.contactsWithin()))) {
                announcements.release(stored.id(), settings.instance(), now.plus(LOOK_AGAIN));
            } else {
                nobody(stored, heard);
            }
            return;
        }
        done(stored, heard, queue(stored, heard, heard.story(), people.get()));
    }

    /** Everyone has a notice. The people of a refused request, or of an environment that ended, are needed no more. */
    private void done(Stored<Announcement> stored, Heard heard, int people) {
        if (heard.story() instanceof RequestRejected || heard.story() instanceof EnvironmentEnded) {
            requestInForce(heard)
                    .ifPresent(request ->
                            transitions.apply(contacts, request.toString(), Cause.of(stored), Contacts::forgotten));
        }
        CrashPoint.hit("notification.announcement.before-told");
        transitions.apply(announcements, stored.id(), Cause.of(stored), current -> Announcement.told(current, people));
    }

    /** Whom to tell; empty if that is not known yet. */
    private Optional<List<Person>> people(Stored<Announcement> stored, Heard heard) {
        if (heard.story().audience().equals(Story.OPERATIONS)) {
            return Optional.of(List.of(operations()));
        }
        Optional<Contacts> known = inForce(stored, heard);
        if (heard.story() instanceof ApprovalRequest request) {
            // whoever may approve was chosen by dr-service; only their clock is looked up
            return Optional.of(List.of(
                    known.flatMap(each -> sameAddress(each, request.asked())).orElse(request.asked())));
        }
        return known.flatMap(each -> switch (each) {
            case Named named ->
                Optional.of(named.withAnyOf(heard.story().audience()))
                        .filter(people -> !people.isEmpty())
                        .map(people -> withOperations(heard.story(), people));
            // a crash came between forgetting them and noting that they are told
            case Forgotten _ -> Optional.of(List.of());
        });
    }

    private List<Person> withOperations(Story story, List<Person> people) {
        return story.audience().contains(ContactRole.OPERATIONS)
                ? Stream.concat(people.stream(), Stream.of(operations())).toList()
                : people;
    }

    /** The maintenance during which this is not told. */
    private Optional<UUID> mutedBy(Heard heard) {
        return quiet.find(heard.environmentId())
                .flatMap(each -> each.state().about(heard.story().warnsAbout()));
    }

    private Optional<Contacts> inForce(Stored<Announcement> stored, Heard heard) {
        return requestInForce(heard)
                .map(UUID::toString)
                .flatMap(contacts::find)
                .filter(each -> each.tenantId().equals(stored.tenantId()))
                .map(Stored::state)
                .filter(each -> each.environmentId().equals(heard.environmentId()));
    }

    private Optional<UUID> requestInForce(Heard heard) {
        return Optional.ofNullable(heard.requestEventId())
                .or(() -> environments.find(heard.environmentId()).map(each -> switch (each.state()) {
                    case Environment.Accepted(var requestEventId, var _) -> requestEventId;
                }));
    }

    private static Optional<Person> sameAddress(Contacts contacts, Person asked) {
        return contacts instanceof Named named ? sameAddress(named, asked) : Optional.empty();
    }

    private static Optional<Person> sameAddress(Named named, Person asked) {
        return named.people().stream()
                .filter(each -> each.hash().equals(asked.hash()))
                .findFirst()
                .map(each -> new Person(asked.role(), asked.name(), asked.email(), each.timeZone()));
    }

    /** One notice for each address, whatever roles it has. */
    private int queue(Stored<Announcement> stored, Heard heard, Story story, List<Person> people) {
        var once = new LinkedHashMap<String, Person>();
        people.forEach(person -> once.putIfAbsent(person.hash(), person));
        once.forEach((hash, person) -> {
            var id = EffectId.of(heard.eventId(), hash, story.template());
            var label = new Label(
                    id,
                    heard.eventId(),
                    stored.correlationId(),
                    heard.environmentId(),
                    story.template(),
                    person.role(),
                    hash,
                    story.mandatory(),
                    heard.exercise(),
                    clock.instant(),
                    story.expiresAt());
            Letter letter = letters.write(story, heard.environmentId(), heard.exercise(), person);
            transitions.apply(
                    notices, id.toString(), Cause.of(stored), current -> Notice.queued(current, label, letter));
            CrashPoint.hit("notification.announcement.after-notice");
        });
        return once.size();
    }

    /** Somebody is told that nobody could be told. */
    private void nobody(Stored<Announcement> stored, Heard heard) {
        LOG.error("no contact is known to be told {}", heard.story().template());
        var alert = new OperationsAlert(
                "no contact is known",
                "Nobody could be told of \"" + heard.story().template()
                        + "\": no contacts of the environment are known.",
                "Find out whom to tell, and tell them yourself.",
                List.of(new Detail("Event", heard.eventId().toString())));
        done(stored, heard, heard.story().mandatory() ? queue(stored, heard, alert, List.of(operations())) : 0);
    }

    private Person operations() {
        return new Person(ContactRole.OPERATIONS, "Operations", settings.operations(), null);
    }
}
