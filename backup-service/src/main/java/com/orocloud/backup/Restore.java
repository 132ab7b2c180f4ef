package com.orocloud.backup;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;
import static com.orocloud.messaging.Outcome.impossible;

import com.orocloud.events.ActorKind;
import com.orocloud.events.Failure;
import com.orocloud.events.RestoreRequested;
import com.orocloud.events.RestoreScope;
import com.orocloud.events.SiteRole;
import com.orocloud.messaging.EffectId;
import com.orocloud.messaging.Heard;
import com.orocloud.messaging.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One backup on its way into one site.
 *
 * <pre>
 *   Validating --Admitted (an empty site)-----------------> Running --Finished--> Completed
 *      |   |                                                ^    |                    ^
 *      |   +--Admitted (in service)--> Saving --Saved-------+    +--Finished--> Opening
 *      |                                  |                      |                |
 *      +--NotAdmitted--> Rejected         +------- Refused ------+----------------+--> Failed
 * </pre>
 *
 * <p>A site in service is closed to visitors first and backed up, and is opened again when its front page answers. Its
 * data changes in one short step at the end, so that visitors see all of the backup or nothing of it.
 */
sealed interface Restore {

    Order order();

    /** Asked for; the site and the backup are looked up. */
    record Validating(Order order, Instant since) implements Restore {}

    /** The backup is checked, the site closed to visitors and backed up as it is. */
    record Saving(Order order, Instant since) implements Restore {}

    /** The work is going on, or is taken up again. */
    record Running(Order order, Instant since) implements Restore {}

    /** The site holds the backup; visitors come in when its front page answers. */
    record Opening(Order order, Instant since, Instant finishedAt, Instant recoveryPointAt, List<Finding> findings)
            implements Restore {

        public Opening {
            findings = List.copyOf(findings);
        }
    }

    record Completed(Order order, Instant at) implements Restore {}

    record Failed(Order order, Instant at, String code) implements Restore {}

    /** It was never begun. */
    record Rejected(Order order, Instant at, List<String> codes) implements Restore {

        public Rejected {
            codes = List.copyOf(codes);
        }
    }

    /**
     * What was asked for.
     *
     * @param siteEpoch 0 until a restore into a site in service is admitted
     * @param asked null if it is a step of a recovery
     */
    record Order(
            UUID restoreId,
            String environmentId,
            String tenantId,
            long siteEpoch,
            UUID backupId,
            RestoreScope scope,
            SiteRole targetSite,
            @Nullable UUID drCaseId,
            @Nullable Asked asked) {

        Order(
                UUID restoreId,
                String environmentId,
                String tenantId,
                long siteEpoch,
                UUID backupId,
                RestoreScope scope,
                SiteRole targetSite,
                @Nullable UUID drCaseId) {
            this(restoreId, environmentId, tenantId, siteEpoch, backupId, scope, targetSite, drCaseId, null);
        }

        static Order of(RestoreRequested event) {
            return new Order(
                    event.getRestoreId(),
                    event.getEnvironmentId(),
                    event.getMeta().getTenantId(),
                    event.getSiteEpoch(),
                    event.getBackupId(),
                    event.getScope(),
                    event.getTargetSite(),
                    event.getDrCaseId());
        }

        /** Into the site that is in service, whichever that is. */
        static Order ofOutsider(RestoreRequested event) {
            return new Order(
                    event.getRestoreId(),
                    event.getEnvironmentId(),
                    event.getMeta().getTenantId(),
                    0,
                    event.getBackupId(),
                    event.getScope(),
                    SiteRole.UNKNOWN,
                    null,
                    Asked.of(event));
        }

        Order into(Site site) {
            return new Order(
                    restoreId, environmentId, tenantId, site.epoch(), backupId, scope, site.role(), drCaseId, asked);
        }

        /** From the files of the cluster in this backup, and the log after them. */
        Order from(UUID base) {
            return with(asked == null ? null : asked.from(base));
        }

        boolean intoServedSite() {
            return asked != null;
        }

        /** Whose backup it is. */
        String source() {
            return asked == null ? environmentId : asked.sourceEnvironmentId();
        }

        /** The backup that is taken of the site before it is changed. */
        UUID safetyBackupId() {
            return EffectId.of("backup", restoreId, "safety");
        }

        boolean wantsSafetyBackup() {
            return asked != null && asked.safetyBackup();
        }

        /** Null if the database is to be as it is in the backup. */
        @Nullable
        Second second() {
            return asked == null ? null : asked.second();
        }

        boolean wantsDatabase() {
            return scope != RestoreScope.MEDIA;
        }

        boolean wantsMedia() {
            return scope != RestoreScope.DATABASE;
        }

        /** True if it is the same wish, wherever the service is in fulfilling it. */
        boolean asksTheSameAs(Order other) {
            return asked == null ? equals(other) : unplaced().equals(other.unplaced());
        }

        private Order unplaced() {
            var wish = asked == null ? null : asked.from(null);
            return new Order(restoreId, environmentId, tenantId, 0, backupId, scope, SiteRole.UNKNOWN, drCaseId, wish);
        }

        private Order with(@Nullable Asked wish) {
            return new Order(
                    restoreId, environmentId, tenantId, siteEpoch, backupId, scope, targetSite, drCaseId, wish);
        }
    }

    /**
     * What only a person's request has.
     *
     * @param typedName the environment's name, typed by whoever asks
     * @param by on whose behalf the outside system asks
     * @param second null if the database is to be as it is in the backup
     */
    record Asked(
            String sourceEnvironmentId,
            @Nullable String typedName,
            boolean safetyBackup,
            ActorKind by,
            String byId,
            @Nullable Second second) {

        private static Asked of(RestoreRequested event) {
            var source = event.getSourceEnvironmentId();
            var actor = event.getMeta().getActor();
            return new Asked(
                    source == null ? event.getEnvironmentId() : source,
                    event.getTypedName(),
                    event.getSafetyBackup(),
                    actor.getKind(),
                    actor.getId(),
                    Second.of(event.getDatabaseAt()));
        }

        private Asked from(@Nullable UUID base) {
            var from = second == null ? null : new Second(second.at(), base);
            return new Asked(sourceEnvironmentId, typedName, safetyBackup, by, byId, from);
        }
    }

    /**
     * To which the database is brought.
     *
     * @param base the backup with the files of the cluster whose log covers it; null until it is admitted
     */
    record Second(Instant at, @Nullable UUID base) {

        private static @Nullable Second of(@Nullable Instant at) {
            return at == null ? null : new Second(at, null);
        }
    }

    /**
     * The site is complete, the backup proved and at hand.
     *
     * @param order as it was asked for, and with the site it goes into
     */
    record Admitted(Order order, Duration estimate, Instant at) {}

    /** Nothing was begun, for all of these reasons. */
    record NotAdmitted(List<Failure> reasons, Instant at) {}

    /** The site is closed, and what is in it is saved. */
    record Saved(Instant at) {}

    /** @param siteClosed true if visitors still see the maintenance page */
    record Refused(String step, String code, String why, boolean siteClosed, Instant at) {}

    record Finished(Instant recoveryPointAt, List<Finding> findings, Instant at) {}

    /** The front page answered, and visitors are in again. */
    record Opened(Finding front, Instant at) {}

    /** dr-service asks within a case; everybody else for the site that is in service. */
    static Outcome<Restore> on(@Nullable Restore current, Heard<RestoreRequested> heard) {
        return heard.source().equals("dr-service")
                ? asked(current, Order.of(heard.event()), heard.event())
                : asked(current, Order.ofOutsider(heard.event()), heard.event());
    }

    private static Outcome<Restore> asked(@Nullable Restore current, Order order, RestoreRequested event) {
        if (current != null && !current.order().asksTheSameAs(order)) {
            return impossible("another restore has that id");
        }
        return switch (current) {
            case null -> applied(new Validating(order, event.getMeta().getOccurredAt()));
            case Validating _, Saving _, Running _, Opening _ -> ignored("already asked for");
            case Completed _, Failed _, Rejected _ -> ignored("already answered");
        };
    }

    static Outcome<Restore> on(@Nullable Restore current, Admitted event) {
        return switch (current) {
            case null -> impossible("admitted a restore that nobody asked for");
            case Validating _ -> {
                var order = event.order();
                yield applied(
                        order.intoServedSite() ? new Saving(order, event.at()) : new Running(order, event.at()),
                        RestoreFacts.started(order, event));
            }
            case Saving _, Running _, Opening _, Completed _ -> ignored("already admitted");
            case Failed _, Rejected _ -> ignored("already refused");
        };
    }

    static Outcome<Restore> on(@Nullable Restore current, NotAdmitted event) {
        return switch (current) {
            case null -> impossible("rejected a restore that nobody asked for");
            case Validating asked ->
                applied(
                        new Rejected(
                                asked.order(),
                                event.at(),
                                event.reasons().stream().map(Failure::getCode).toList()),
                        RestoreFacts.rejected(asked.order(), event));
            case Saving _, Running _, Opening _, Completed _ -> ignored("already admitted");
            case Failed _, Rejected _ -> ignored("already refused");
        };
    }

    static Outcome<Restore> on(@Nullable Restore current, Saved event) {
        return switch (current) {
            case null -> impossible("saved a site for a restore that nobody asked for");
            case Validating _, Rejected _ -> impossible("saved a site for a restore that was not admitted");
            case Saving(var order, var since) -> applied(new Running(order, since));
            case Running _, Opening _, Completed _ -> ignored("already saved");
            case Failed _ -> ignored("failed meanwhile");
        };
    }

    static Outcome<Restore> on(@Nullable Restore current, Refused event) {
        return switch (current) {
            case null -> impossible("refused a restore that nobody asked for");
            case Validating asked -> failed(asked.order(), event);
            case Saving going -> failed(going.order(), event);
            case Running going -> failed(going.order(), event);
            case Opening going -> failed(going.order(), event);
            case Completed _ -> ignored("already completed");
            case Failed _, Rejected _ -> ignored("already refused");
        };
    }

    static Outcome<Restore> on(@Nullable Restore current, Finished event) {
        return switch (current) {
            case null -> impossible("finished a restore that nobody asked for");
            case Validating _, Saving _, Rejected _ -> impossible("finished a restore without any work");
            case Running(var order, var since)
            when order.intoServedSite() ->
                applied(new Opening(order, since, event.at(), event.recoveryPointAt(), event.findings()));
            case Running(var order, var since) ->
                applied(new Completed(order, event.at()), RestoreFacts.completed(order, since, event));
            case Opening _, Completed _ -> ignored("already finished");
            case Failed _ -> impossible("finished a restore that had failed");
        };
    }

    static Outcome<Restore> on(@Nullable Restore current, Opened event) {
        return switch (current) {
            case null -> impossible("opened a site for a restore that nobody asked for");
            case Validating _, Saving _, Running _, Rejected _ -> impossible("opened a site without a restore");
            case Opening going ->
                applied(new Completed(going.order(), event.at()), RestoreFacts.completed(going, event));
            case Completed _ -> ignored("already open");
            case Failed _ -> impossible("opened a site whose restore had failed");
        };
    }

    private static Outcome<Restore> failed(Order order, Refused event) {
        return applied(new Failed(order, event.at(), event.code()), RestoreFacts.failed(order, event));
    }
}
