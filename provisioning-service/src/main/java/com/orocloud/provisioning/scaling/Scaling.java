package com.orocloud.provisioning.scaling;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.EnvironmentScaleRequested;
import com.orocloud.events.Failure;
import com.orocloud.messaging.Outcome;
import com.orocloud.provisioning.site.Site;
import com.orocloud.provisioning.site.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A wish for another size of one environment, one at a time.
 *
 * <pre>
 *   EnvironmentScaleRequested --> Underway --the site has the size--> Settled --asked anew--> as at first
 *                                    '--it cannot be had--> TakingBack --the site is as before--^
 * </pre>
 *
 * <p>A disaster does not end it: the recovery site is built with the size agreed on, and the wish goes on there.
 */
public sealed interface Scaling {

    Wish wish();

    /**
     * @param from the size before, to which it goes back if the other cannot be had
     * @param to the size wanted
     */
    record Wish(UUID requestId, Size from, Size to) {

        /** A request that was refused, or that nothing was known about. */
        static Wish of(EnvironmentScaleRequested request, Size size) {
            Integer web = request.getWebNodes();
            Integer consumers = request.getConsumerNodes();
            return new Wish(
                    request.getRequestId(),
                    size,
                    new Size(
                            web == null ? size.webNodes() : web, consumers == null ? size.consumerNodes() : consumers));
        }
    }

    record Underway(Wish wish) implements Scaling {}

    /** The size cannot be had. */
    record TakingBack(Wish wish, String code) implements Scaling {}

    /** @param outcome SCALED, REJECTED, or why it could not be */
    record Settled(Wish wish, String outcome) implements Scaling {}

    /**
     * By which it is found: a customer's word about another's environment is no word about that environment.
     *
     * @param tenantId of whoever speaks
     */
    static String id(String tenantId, String environmentId) {
        return tenantId + "/" + environmentId;
    }

    /** No environmentId has a slash in it. */
    static String environmentOf(String id) {
        return id.substring(id.lastIndexOf('/') + 1);
    }

    /**
     * @param size of the environment as it is
     * @param objections every reason why it cannot be; none if it can
     */
    static Outcome<Scaling> on(
            @Nullable Scaling current, EnvironmentScaleRequested request, Size size, List<Failure> objections) {
        return switch (current) {
            case null -> asked(null, request, size, objections);
            case Settled settled ->
                settled.wish().requestId().equals(request.getRequestId())
                        ? rejected(settled, request, ScalingRules.usedBefore())
                        : asked(settled, request, size, objections);
            case Underway _, TakingBack _ -> rejected(current, request, ScalingRules.underway());
        };
    }

    private static Outcome<Scaling> asked(
            @Nullable Scaling before, EnvironmentScaleRequested request, Size size, List<Failure> objections) {
        Wish wish = Wish.of(request, size);
        if (!objections.isEmpty()) {
            return rejected(before == null ? new Settled(wish, "REJECTED") : before, request, objections);
        }
        return applied(new Underway(wish), ScalingFacts.started(request, wish));
    }

    private static Outcome<Scaling> rejected(
            Scaling current, EnvironmentScaleRequested request, List<Failure> reasons) {
        return applied(current, ScalingFacts.rejected(request, reasons));
    }

    /** The site in service is complete and has the size that it is to have. */
    static Outcome<Scaling> reached(@Nullable Scaling current, Site.Complete site) {
        return switch (current) {
            case Underway(var wish) -> applied(new Settled(wish, "SCALED"), ScalingFacts.scaled(wish, site));
            case TakingBack(var wish, var code) -> applied(new Settled(wish, code));
            case null -> ignored("nothing was asked for");
            case Settled _ -> ignored("settled before");
        };
    }

    /** The size cannot be had. */
    static Outcome<Scaling> failed(@Nullable Scaling current, String environmentId, Site.Trouble trouble) {
        return switch (current) {
            case Underway(var wish) ->
                applied(
                        new TakingBack(wish, trouble.code()),
                        ScalingFacts.failed(environmentId, wish, trouble.code(), trouble.message()));
            case null -> ignored("nothing was asked for");
            case TakingBack _ -> ignored("it is being taken back");
            case Settled _ -> ignored("settled before");
        };
    }

    /** The environment ends, and its nodes with it. */
    static Outcome<Scaling> overtaken(@Nullable Scaling current, String environmentId) {
        String code = "ENVIRONMENT_ENDS";
        return switch (current) {
            case Underway(var wish) ->
                applied(
                        new Settled(wish, code),
                        ScalingFacts.failed(environmentId, wish, code, "The environment ends."));
            case TakingBack(var wish, var _) -> applied(new Settled(wish, code));
            case null -> ignored("nothing was asked for");
            case Settled _ -> ignored("settled before");
        };
    }
}
