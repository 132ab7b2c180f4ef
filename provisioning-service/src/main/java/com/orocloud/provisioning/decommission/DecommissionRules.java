package com.orocloud.provisioning.decommission;

import com.orocloud.events.ActorKind;
import com.orocloud.events.EnvironmentDecommissionConfirmed;
import com.orocloud.events.EnvironmentStatus;
import com.orocloud.events.Failure;
import com.orocloud.provisioning.decommission.Decommission.Pending;
import com.orocloud.provisioning.environment.HostedEnvironment;
import com.orocloud.provisioning.maintenance.Conditions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What requests about the end of an environment must be like. Finds every reason against one at once. */
public final class DecommissionRules {

    private static final int REASON_MAX = 2000;

    private final Function<String, Set<String>> tenantsOf;

    /** @param tenantsOf the tenants that a source may speak for */
    public DecommissionRules(Function<String, Set<String>> tenantsOf) {
        this.tenantsOf = tenantsOf;
    }

    /** @param reason of the request; null if it needs none */
    List<Failure> objectionsToSpeaker(
            Wished wished, String source, @Nullable String reason, @Nullable HostedEnvironment environment) {
        var reasons = new ArrayList<Failure>();
        String tenant = wished.meta().getTenantId();
        if (!tenantsOf.apply(source).contains(tenant)) {
            reasons.add(because(
                    "TENANT_NOT_REGISTERED",
                    "The source " + source + " is not registered for tenant '" + tenant
                            + "': have it registered, or ask through the tenant's own source."));
        }
        // an environment of another customer is answered as one that does not exist
        if (environment == null || !environment.tenantId().equals(tenant)) {
            reasons.add(because("ENVIRONMENT_UNKNOWN", "Tenant '" + tenant + "' has no environment of this id."));
        }
        if (wished.meta().getActor().getKind() != ActorKind.OPERATOR
                || wished.meta().getActor().getId().isBlank()) {
            reasons.add(because("OPERATOR_MISSING", "Name the operator: meta.actor of kind OPERATOR with an id."));
        }
        if (reason != null && (reason.isBlank() || reason.length() > REASON_MAX)) {
            reasons.add(because("REASON_MISSING", "Say in reason why, in at most " + REASON_MAX + " characters."));
        }
        return List.copyOf(reasons);
    }

    /** What of the environment itself is in the way. */
    static List<Failure> objectionsTo(
            HostedEnvironment environment, @Nullable Conditions conditions, boolean withoutBackup) {
        var reasons = new ArrayList<Failure>();
        boolean waived = withoutBackup && environment.status() == EnvironmentStatus.DECOMMISSIONING;
        String status = waived ? "" : objectionTo(environment.status());
        if (!status.isEmpty()) {
            reasons.add(because("NOT_NOW", "It is " + environment.status() + ": " + status + "."));
        }
        if (conditions != null && conditions.caseId() != null) {
            reasons.add(because("DR_CASE_OPEN", "A disaster is being dealt with: ask again when the case is over."));
        }
        if (conditions != null && !conditions.held().isEmpty()) {
            reasons.add(
                    because("BACKUP_HELD", "Somebody keeps backups of it: release " + conditions.held() + " first."));
        }
        return List.copyOf(reasons);
    }

    private static String objectionTo(EnvironmentStatus status) {
        return switch (status) {
            case PROVISIONED, ACTIVE, ACTIVE_ON_DR, PROVISIONING_FAILED -> "";
            case PROVISIONING -> "let it be built or fail first";
            case UNAVAILABLE, RECOVERING -> "let it be recovered first";
            case DECOMMISSIONING ->
                "it ends already; to do without the last backup that it waits for, say why in withoutBackupReason";
            case DECOMMISSIONED -> "it has ended";
            case REJECTED, UNKNOWN -> "there is nothing of it";
        };
    }

    /** What the one who confirms must be. */
    static List<Failure> also(
            List<Failure> found, Pending pending, EnvironmentDecommissionConfirmed confirmation, Instant now) {
        var own = new ArrayList<Failure>();
        if (!confirmation.getRequestId().equals(pending.wish().requestId())) {
            own.addAll(unknown());
        }
        if (confirmation.getMeta().getActor().getId().equals(pending.askedBy())) {
            own.add(because("SAME_OPERATOR", "Whoever asked cannot confirm: another operator has to."));
        }
        if (!now.isBefore(pending.confirmBefore())) {
            own.add(because("TOO_LATE", "It was to be confirmed before " + pending.confirmBefore() + ": ask anew."));
        }
        return Stream.concat(found.stream(), own.stream()).toList();
    }

    static List<Failure> unknown() {
        return List.of(because("REQUEST_UNKNOWN", "No request of this requestId waits for that."));
    }

    static List<Failure> usedBefore() {
        return List.of(because("REQUEST_ID_USED", "This requestId was used before: choose a fresh UUID."));
    }

    static List<Failure> askedBefore() {
        return List.of(because("ALREADY_ASKED", "Its end was asked for: confirm that request, or withdraw it."));
    }

    static List<Failure> agreed() {
        return List.of(because("ALREADY_AGREED", "Its end is agreed already."));
    }

    static List<Failure> begun() {
        return List.of(because("ALREADY_BEGUN", "Its end has begun and cannot be undone."));
    }

    private static Failure because(String code, String whatToDo) {
        return Failure.newBuilder()
                .setStep("checking the request")
                .setCode(code)
                .setMessage(whatToDo)
                .build();
    }
}
