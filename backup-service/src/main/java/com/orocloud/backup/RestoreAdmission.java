package com.orocloud.backup;

import com.orocloud.backup.ProtectedEnvironment.Announced;
import com.orocloud.backup.ProtectedEnvironment.Ended;
import com.orocloud.backup.ProtectedEnvironment.Ending;
import com.orocloud.backup.ProtectedEnvironment.Protected;
import com.orocloud.backup.ProtectedEnvironment.Recovering;
import com.orocloud.backup.Restore.Asked;
import com.orocloud.backup.Restore.Order;
import com.orocloud.backup.RestoreWay.Closed;
import com.orocloud.backup.RestoreWay.NotYet;
import com.orocloud.backup.RestoreWay.Open;
import com.orocloud.events.ActorKind;
import com.orocloud.events.EnvironmentType;
import com.orocloud.events.Failure;
import com.orocloud.events.RestoreScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Whether a person's restore may begin: it replaces what visitors use, so every reason against it is named first. */
@Component
final class RestoreAdmission {

    private final Environments environments;
    private final Backups backups;
    private final Restores restores;
    private final RestoreSeconds seconds;
    private final RestoreWays ways;

    RestoreAdmission(
            Environments environments, Backups backups, Restores restores, RestoreSeconds seconds, RestoreWays ways) {
        this.environments = environments;
        this.backups = backups;
        this.restores = restores;
        this.seconds = seconds;
        this.ways = ways;
    }

    /** What became of the question. */
    sealed interface Answer {}

    /** @param order with the site it goes into */
    record Yes(Order order, Duration estimate) implements Answer {}

    record No(List<Failure> reasons) implements Answer {
        No {
            reasons = List.copyOf(reasons);
        }
    }

    Answer consider(Order order, Asked asked) {
        var reasons = new ArrayList<Failure>();
        whoAsks(order, asked, reasons);
        var target = target(order, asked, reasons);
        source(order, reasons);
        backup(order, reasons);
        var base = asked.second() == null ? null : seconds.base(order, asked.second(), reasons);
        if (restores.isBusy(order)) {
            reasons.add(later(order, "TARGET_BUSY", "another restore works on " + order.environmentId()));
        }
        if (!reasons.isEmpty() || target == null) {
            return new No(reasons);
        }
        var placed = base == null
                ? order.into(target.site())
                : order.into(target.site()).from(base.run().backupId());
        return switch (ways.find(placed)) {
            case Closed(var code, var why) -> new No(List.of(never(order, code, why)));
            case NotYet(var why) -> new No(List.of(later(order, "NO_COPY_REACHABLE", why)));
            case Open open ->
                new Yes(
                        placed,
                        open.estimate().plus(safety(order)).plus(RestoreSeconds.estimate(base, asked.second())));
        };
    }

    private static void whoAsks(Order order, Asked asked, List<Failure> reasons) {
        var known = asked.by() == ActorKind.CUSTOMER || asked.by() == ActorKind.OPERATOR;
        if (!known || asked.byId().isBlank()) {
            reasons.add(never(
                    order,
                    "NOT_ENTITLED",
                    "a restore is a technical contact's or an operator's to ask for: say which in the actor"));
        }
        if (order.scope() == RestoreScope.UNKNOWN) {
            reasons.add(never(order, "UNKNOWN_SCOPE", "the scope is ALL, DATABASE or MEDIA"));
        }
    }

    /** The site in service, if data may be put into it. */
    private @Nullable Protected target(Order order, Asked asked, List<Failure> reasons) {
        var environment = environments.find(order.environmentId());
        if (environment != null && !environment.plan().belongsTo(order.tenantId())) {
            reasons.add(never(order, "OTHER_TENANT", order.environmentId() + " belongs to another tenant"));
            return null;
        }
        return switch (environment) {
            case null -> {
                reasons.add(never(order, "UNKNOWN_ENVIRONMENT", "there is no environment " + order.environmentId()));
                yield null;
            }
            case Announced _ -> {
                reasons.add(later(order, "NOT_PROVISIONED", order.environmentId() + " is not built yet"));
                yield null;
            }
            case Recovering _ -> {
                reasons.add(
                        later(order, "RECOVERING", "a recovery of %s is going on".formatted(order.environmentId())));
                yield null;
            }
            case Ending _, Ended _ -> {
                reasons.add(never(
                        order, "ENVIRONMENT_ENDS", order.environmentId() + " is decommissioned: restore into another"));
                yield null;
            }
            case Protected at -> {
                confirmed(order, asked, at.plan(), reasons);
                if (environments.isDown(at.site().region())) {
                    reasons.add(later(order, "REGION_DOWN", at.site().region().id() + " is down"));
                }
                yield at;
            }
        };
    }

    private static void confirmed(Order order, Asked asked, Plan plan, List<Failure> reasons) {
        if (plan.type() == EnvironmentType.PRODUCTION && !order.environmentId().equals(asked.typedName())) {
            reasons.add(never(
                    order,
                    "NAME_NOT_TYPED",
                    "this replaces what a PRODUCTION environment holds: type its name, %s, to confirm"
                            .formatted(order.environmentId())));
        }
    }

    private void source(Order order, List<Failure> reasons) {
        if (order.source().equals(order.environmentId())) {
            return;
        }
        var source = environments.find(order.source());
        var target = environments.find(order.environmentId());
        if (source == null || !source.plan().belongsTo(order.tenantId())) {
            reasons.add(never(order, "UNKNOWN_ENVIRONMENT", "there is no environment " + order.source()));
        } else if (target != null && !target.plan().isInProjectOf(source.plan())) {
            reasons.add(never(
                    order,
                    "OTHER_PROJECT",
                    "%s and %s are not of one project".formatted(order.source(), order.environmentId())));
        }
    }

    private void backup(Order order, List<Failure> reasons) {
        var backup = backups.find(order.backupId());
        if (backup == null || !backup.run().environmentId().equals(order.source())) {
            reasons.add(never(order, "UNKNOWN_RECOVERY_POINT", "%s has no such backup".formatted(order.source())));
            return;
        }
        switch (backup) {
            case Backup.Running _ -> reasons.add(later(order, "BACKUP_RUNNING", "it is still being taken"));
            case Backup.Completed _ -> reasons.add(later(order, "BACKUP_NOT_PROVED", "its restore test is to come"));
            case Backup.Failed failed -> reasons.add(never(order, "BACKUP_FAILED", failed.why()));
            case Backup.Removed failed -> reasons.add(never(order, "BACKUP_FAILED", failed.why()));
            case Backup.Quarantined set -> reasons.add(never(order, "QUARANTINED", set.why()));
            case Backup.Expiring set -> reasons.add(never(order, "EXPIRED", set.rule()));
            case Backup.Expired set -> reasons.add(never(order, "EXPIRED", set.rule()));
            case Backup.Verified _, Backup.Replicated _ -> {}
        }
    }

    /** What the newest proved backup took from its beginning to its proof; the next will take about as long. */
    private Duration safety(Order order) {
        var newest = order.wantsSafetyBackup() ? backups.newestProved(order.environmentId()) : null;
        return switch (newest == null ? null : backups.find(newest.backupId())) {
            case Backup.Verified set -> Duration.between(set.run().openedAt(), set.at());
            case Backup.Replicated set -> Duration.between(set.run().openedAt(), set.at());
            case null -> Duration.ZERO;
            case Backup other -> Duration.ZERO;
        };
    }

    static Failure never(Order order, String code, String why) {
        return new Failure("restoring " + order.environmentId(), code, why, false, 1);
    }

    static Failure later(Order order, String code, String why) {
        return new Failure("restoring " + order.environmentId(), code, Objects.requireNonNull(why), true, 1);
    }
}
