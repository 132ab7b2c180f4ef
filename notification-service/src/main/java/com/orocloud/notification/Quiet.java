package com.orocloud.notification;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.events.Component;
import com.orocloud.events.MaintenanceCompleted;
import com.orocloud.events.MaintenanceOverran;
import com.orocloud.events.MaintenanceRolledBack;
import com.orocloud.events.MaintenanceStarted;
import com.orocloud.messaging.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What of an environment is being worked on, so that nobody is woken because of it. Ends with the work, or when that
 * overruns. What decides about a disaster is never quiet: nothing of it {@link Story#warnsAbout warns about} a component.
 *
 * @param windowId the newest maintenance
 * @param version of the newest word about it; an older one comes late
 * @param components that are worked on; none if nothing is
 */
record Quiet(UUID windowId, long version, List<Component> components) {

    /** The maintenance during which an alert about this component is not told. */
    Optional<UUID> about(@Nullable Component component) {
        return component != null && components.contains(component) ? Optional.of(windowId) : Optional.empty();
    }

    static Outcome<Quiet> on(@Nullable Quiet current, MaintenanceStarted event) {
        return word(
                current,
                new Quiet(
                        event.getWindowId(),
                        event.getMeta().getAggregateVersion(),
                        List.copyOf(event.getComponents())));
    }

    static Outcome<Quiet> on(@Nullable Quiet current, MaintenanceOverran event) {
        return word(
                current, new Quiet(event.getWindowId(), event.getMeta().getAggregateVersion(), List.of()));
    }

    static Outcome<Quiet> on(@Nullable Quiet current, MaintenanceCompleted event) {
        return word(
                current, new Quiet(event.getWindowId(), event.getMeta().getAggregateVersion(), List.of()));
    }

    static Outcome<Quiet> on(@Nullable Quiet current, MaintenanceRolledBack event) {
        return word(
                current, new Quiet(event.getWindowId(), event.getMeta().getAggregateVersion(), List.of()));
    }

    /** Words about one window come in order; those about another one replace it, as one follows the other. */
    private static Outcome<Quiet> word(@Nullable Quiet current, Quiet said) {
        return current != null && current.windowId.equals(said.windowId) && current.version >= said.version
                ? ignored("known")
                : applied(said);
    }
}
