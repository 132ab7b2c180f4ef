package com.orocloud.notification;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.orocloud.events.Component;
import com.orocloud.events.ContactRole;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something worth a mail, with all that the mail says; {@link Wording} finds the words.
 *
 * <p>Kept only until it is told: an approval request holds a link that can approve.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
sealed interface Story {

    /** Who is told; falls back to the nearest contact there is. */
    Set<ContactRole> audience();

    /** Somebody must know if this is not delivered: approvals, recoveries, changes that only they can make. */
    boolean mandatory();

    /** From when on telling it would be wrong. */
    default @Nullable Instant expiresAt() {
        return null;
    }

    /** The part that it warns about: not told while that is being worked on. Null: always told. */
    default @Nullable Component warnsAbout() {
        return null;
    }

    /** Name of the kind of mail, as facts state it. */
    default String template() {
        return getClass().getSimpleName().replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(java.util.Locale.ROOT);
    }

    Set<ContactRole> OWNER_AND_TECHNICIAN = Set.of(ContactRole.ENVIRONMENT_OWNER, ContactRole.TECHNICAL_CONTACT);
    Set<ContactRole> TECHNICIAN = Set.of(ContactRole.TECHNICAL_CONTACT);
    Set<ContactRole> DOMAIN_OWNER = Set.of(ContactRole.DOMAIN_OWNER);
    Set<ContactRole> OWNER = Set.of(ContactRole.ENVIRONMENT_OWNER);
    Set<ContactRole> OWNER_AND_OPERATIONS = Set.of(ContactRole.ENVIRONMENT_OWNER, ContactRole.OPERATIONS);
    Set<ContactRole> OPERATIONS = Set.of(ContactRole.OPERATIONS);

    /** Where visitors come in, and where the shop's own calls come from. */
    record Addresses(List<String> ingress, List<String> egress, boolean anycast) {}

    /** Why something is not done, and what to do about it. */
    record Reason(String code, String message) {}

    /** One DNS record, before and after. */
    record NameChange(String name, String type, List<String> from, List<String> to, int ttlSeconds) {}

    /** One line of an operator's table. */
    record Detail(String name, String value) {}

    record OnboardingPack(
            String url, Addresses primary, @Nullable Addresses recovery) implements Story {
        @Override
        public Set<ContactRole> audience() {
            return OWNER_AND_TECHNICIAN;
        }

        @Override
        public boolean mandatory() {
            return false;
        }
    }

    record RequestRejected(List<Reason> reasons) implements Story {
        @Override
        public Set<ContactRole> audience() {
            return OWNER_AND_TECHNICIAN;
        }

        @Override
        public boolean mandatory() {
            return false;
        }
    }

    record DatabaseMoved(String lostNode, String newNode, long unavailableMs, long lostWalBytes, Instant at)
            implements Story {
        @Override
        public Set<ContactRole> audience() {
            return OWNER_AND_TECHNICIAN;
        }

        @Override
        public boolean mandatory() {
            return false;
        }

        @Override
        public Component warnsAbout() {
            return Component.DATABASE;
        }
    }

    /**
     * Too few of a component's nodes are left for it to do its work.
     *
     * @param lost one line for each node that does not work
     */
    record ComponentStopped(Component component, int workingNodes, int expectedNodes, Instant since, List<Detail> lost)
            implements Story {
        @Override
        public Set<ContactRole> audience() {
            return OPERATIONS;
        }

        @Override
        public boolean mandatory() {
            return false;
        }

        @Override
        public Component warnsAbout() {
            return component;
        }
    }

    /** As somebody asked; nothing was lost by it. */
    record DatabaseHandedOver(String fromNode, String toNode, long readOnlyMs, Instant at) implements Story {
        @Override
        public Set<ContactRole> audience() {
            return OWNER_AND_TECHNICIAN;
        }

        @Override
        public boolean mandatory() {
            return false;
        }
    }

    /**
     * @param link can approve: a secret
     * @param cutOff true if it is the way to the region that is lost, not the region; null, as earlier releases stored, if
     *     it is the region
     */
    record ApprovalRequest(
            Person asked,
            String link,
            @Nullable Boolean cutOff,
            String lostRegion,
            String targetRegion,
            Instant outageStartedAt,
            Instant recoveryPointAt,
            long dataLossSeconds,
            long estimateMinSeconds,
            long estimateMaxSeconds,
            Addresses addresses,
            Instant expiresAt)
            implements Story {
        @Override
        public Set<ContactRole> audience() {
            return TECHNICIAN;
        }

        @Override
        public boolean mandatory() {
            return true;
        }

        @Override
        public String toString() {
            return "ApprovalRequest to " + asked;
        }
    }

    record DnsAction(List<NameChange> changes, boolean recovery) implements Story {

        /** The environment ends: its names are to be taken away. */
        boolean ends() {
            return changes.stream().allMatch(change -> change.to().isEmpty());
        }

        @Override
        public Set<ContactRole> audience() {
            return DOMAIN_OWNER;
        }

        @Override
        public boolean mandatory() {
            return true;
        }
    }

    record RecoveryStarted(String targetRegion, Instant approvedAt, Instant recoveryPointAt, long acceptedLossSeconds)
            implements Story {
        @Override
        public Set<ContactRole> audience() {
            return OWNER_AND_TECHNICIAN;
        }

        @Override
        public boolean mandatory() {
            return true;
        }
    }

    record Recovered(
            Instant recoveredAt,
            long recoverySeconds,
            long outageSeconds,
            Instant recoveryPointAt,
            long dataLossSeconds,
            boolean oldSiteFenced)
            implements Story {
        @Override
        public Set<ContactRole> audience() {
            return OWNER_AND_TECHNICIAN;
        }

        @Override
        public boolean mandatory() {
            return true;
        }
    }

    /** Given up by an operator; whether to try again is asked anew. */
    record RecoveryGivenUp(String step, String reason, Instant at) implements Story {
        @Override
        public Set<ContactRole> audience() {
            return OWNER_AND_TECHNICIAN;
        }

        @Override
        public boolean mandatory() {
            return true;
        }
    }

    /** Somebody believes to have answered, and has not. */
    record AnswerNotCounted(List<Reason> reasons) implements Story {
        @Override
        public Set<ContactRole> audience() {
            return TECHNICIAN;
        }

        @Override
        public boolean mandatory() {
            return true;
        }
    }

    record RecoveryCancelled(String reason) implements Story {
        @Override
        public Set<ContactRole> audience() {
            return OWNER_AND_TECHNICIAN;
        }

        @Override
        public boolean mandatory() {
            return true;
        }
    }

    /** Work on the environment is fixed. */
    record MaintenanceAnnounced(boolean planned, Instant startsAt, Instant endsAt, String impact, String summary)
            implements Story {
        @Override
        public Set<ContactRole> audience() {
            return OWNER;
        }

        @Override
        public boolean mandatory() {
            return true;
        }
    }

    record MaintenanceMoved(
            Instant previousStartsAt, Instant startsAt, Instant endsAt, String impact, String summary, String reason)
            implements Story {
        @Override
        public Set<ContactRole> audience() {
            return OWNER;
        }

        @Override
        public boolean mandatory() {
            return true;
        }
    }

    record MaintenanceReminder(Instant startsAt, Instant endsAt, String impact, String summary) implements Story {
        @Override
        public Set<ContactRole> audience() {
            return OWNER;
        }

        @Override
        public boolean mandatory() {
            return false;
        }

        @Override
        public Instant expiresAt() {
            return startsAt;
        }
    }

    /** Its time is over and the work is not: for the owner, and with priority for those who run the platform. */
    record MaintenanceLate(Instant endsAt, String impact, String summary) implements Story {
        @Override
        public Set<ContactRole> audience() {
            return OWNER_AND_OPERATIONS;
        }

        @Override
        public boolean mandatory() {
            return true;
        }
    }

    /** @param downtimeSeconds null if the work was not begun */
    record MaintenanceEnded(
            Ending ending, String summary, @Nullable Long downtimeSeconds, String comment) implements Story {

        enum Ending {
            DONE,
            UNDONE,
            NOT_BEGUN
        }

        @Override
        public Set<ContactRole> audience() {
            return OWNER;
        }

        @Override
        public boolean mandatory() {
            return true;
        }
    }

    /** It is being decommissioned, which cannot be undone. */
    record EnvironmentEnds(String reason, boolean lastBackup) implements Story {
        @Override
        public Set<ContactRole> audience() {
            return OWNER_AND_TECHNICIAN;
        }

        @Override
        public boolean mandatory() {
            return true;
        }
    }

    /**
     * Nothing of it is left.
     *
     * @param keptUntil until when its last backup is kept; null if there is none
     * @param namesLeft names in other zones that still lead to addresses that are not ours any more
     */
    record EnvironmentEnded(@Nullable Instant keptUntil, List<String> namesLeft) implements Story {
        @Override
        public Set<ContactRole> audience() {
            return OWNER_AND_TECHNICIAN;
        }

        @Override
        public boolean mandatory() {
            return true;
        }
    }

    /** For the people who run the platform. */
    record OperationsAlert(String title, String what, String action, List<Detail> details) implements Story {
        @Override
        public Set<ContactRole> audience() {
            return OPERATIONS;
        }

        @Override
        public boolean mandatory() {
            return false;
        }
    }
}
