package com.orocloud.provisioning.scaling;

import com.orocloud.events.ActorKind;
import com.orocloud.events.EnvironmentProfile;
import com.orocloud.events.EnvironmentScaleRequested;
import com.orocloud.events.EnvironmentStatus;
import com.orocloud.events.EnvironmentType;
import com.orocloud.events.Failure;
import com.orocloud.provisioning.environment.HostedEnvironment;
import com.orocloud.provisioning.scaling.Scaling.Wish;
import com.orocloud.provisioning.site.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a request for another size must be like. Finds every reason against it at once. */
public final class ScalingRules {

    private static final int REASON_MAX = 2000;

    /** In different zones: what makes a zone's loss no outage. */
    private static final int PRODUCTION_WEB_NODES_MIN = 2;

    private final Function<String, Set<String>> tenantsOf;

    /** @param tenantsOf the tenants that a source may speak for */
    public ScalingRules(Function<String, Set<String>> tenantsOf) {
        this.tenantsOf = tenantsOf;
    }

    /**
     * What goes on at the environment besides.
     *
     * @param disaster true if a case of it is open
     * @param maintenance true if work on it has begun and is not over
     */
    record Circumstances(boolean disaster, boolean maintenance) {}

    List<Failure> objections(
            EnvironmentScaleRequested request,
            String source,
            @Nullable HostedEnvironment environment,
            Circumstances circumstances) {
        var reasons = new ArrayList<Failure>();
        String tenant = request.getMeta().getTenantId();
        if (!tenantsOf.apply(source).contains(tenant)) {
            reasons.add(because(
                    "TENANT_NOT_REGISTERED",
                    "The source " + source + " is not registered for tenant '" + tenant
                            + "': have it registered, or ask through the tenant's own source."));
        }
        if (request.getMeta().getActor().getKind() != ActorKind.OPERATOR
                || request.getMeta().getActor().getId().isBlank()) {
            reasons.add(because("OPERATOR_MISSING", "Name the operator: meta.actor of kind OPERATOR with an id."));
        }
        if (request.getReason().isBlank() || request.getReason().length() > REASON_MAX) {
            reasons.add(because("REASON_MISSING", "Say in reason why, in at most " + REASON_MAX + " characters."));
        }
        // an environment of another customer is answered as one that does not exist
        if (environment == null || !environment.tenantId().equals(tenant)) {
            reasons.add(because("ENVIRONMENT_UNKNOWN", "Tenant '" + tenant + "' has no environment of this id."));
            return List.copyOf(reasons);
        }
        now(request, environment, circumstances, reasons);
        size(request, environment, reasons);
        return List.copyOf(reasons);
    }

    private static void now(
            EnvironmentScaleRequested request,
            HostedEnvironment environment,
            Circumstances circumstances,
            List<Failure> reasons) {
        if (!environment.isInService()) {
            reasons.add(because(
                    "NOT_NOW", "It is " + environment.status() + ": " + objectionTo(environment.status()) + "."));
        }
        if (circumstances.disaster()) {
            reasons.add(because("DR_CASE_OPEN", "A disaster is being dealt with: ask again when the case is over."));
        }
        if (circumstances.maintenance()) {
            reasons.add(because("MAINTENANCE_GOES_ON", "Somebody works on it: ask again when the window is over."));
        }
        Long seen = request.getEnvironmentVersion();
        if (seen != null && seen != environment.version()) {
            reasons.add(because(
                    "STALE",
                    "It has changed: it is at version " + environment.version() + ", not " + seen
                            + ". Look at it again, and ask anew if you still want to."));
        }
    }

    private static String objectionTo(EnvironmentStatus status) {
        return switch (status) {
            case PROVISIONING, PROVISIONED -> "let it come into service first";
            case UNAVAILABLE, RECOVERING -> "let it be recovered first";
            case PROVISIONING_FAILED, REJECTED, UNKNOWN -> "there is nothing of it";
            case DECOMMISSIONING, DECOMMISSIONED -> "it ends";
            case ACTIVE, ACTIVE_ON_DR -> "it is in service";
        };
    }

    private static void size(EnvironmentScaleRequested request, HostedEnvironment environment, List<Failure> reasons) {
        Size wanted = Wish.of(request, environment.size()).to();
        int leastWeb = environment.type() == EnvironmentType.PRODUCTION ? PRODUCTION_WEB_NODES_MIN : 1;
        if (request.getWebNodes() == null && request.getConsumerNodes() == null) {
            reasons.add(because("NOTHING_ASKED", "Name the number of webNodes, of consumerNodes, or both."));
        } else if (wanted.equals(environment.size())) {
            reasons.add(because("SIZE_UNCHANGED", "It has this size already."));
        }
        if (isOutside(request.getWebNodes(), leastWeb)) {
            reasons.add(because(
                    "WEB_NODES_OUT_OF_RANGE",
                    environment.type() + " needs " + leastWeb + " to " + Size.NODES_MAX + " web nodes."));
        }
        if (request.getConsumerNodes() != null && environment.profile() != EnvironmentProfile.FULL) {
            reasons.add(because("NO_CONSUMERS", "Its profile " + environment.profile() + " has no consumers."));
        } else if (isOutside(request.getConsumerNodes(), Size.CONSUMER_NODES_MIN)) {
            reasons.add(because(
                    "CONSUMER_NODES_OUT_OF_RANGE",
                    "It needs " + Size.CONSUMER_NODES_MIN + " to " + Size.NODES_MAX + " consumers."));
        }
    }

    private static boolean isOutside(@Nullable Integer number, int least) {
        return number != null && (number < least || number > Size.NODES_MAX);
    }

    static List<Failure> usedBefore() {
        return List.of(because("REQUEST_ID_USED", "This requestId was used before: choose a fresh UUID."));
    }

    static List<Failure> underway() {
        return List.of(because("ALREADY_SCALING", "It is on its way to another size: ask again when it has that."));
    }

    private static Failure because(String code, String whatToDo) {
        return Failure.newBuilder()
                .setStep("checking the request")
                .setCode(code)
                .setMessage(whatToDo)
                .build();
    }
}
