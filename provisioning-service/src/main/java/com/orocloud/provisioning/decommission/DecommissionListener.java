package com.orocloud.provisioning.decommission;

import com.orocloud.events.EnvironmentDecommissionConfirmed;
import com.orocloud.events.EnvironmentDecommissionRequested;
import com.orocloud.events.EnvironmentDecommissionWithdrawn;
import com.orocloud.events.EnvironmentType;
import com.orocloud.events.EventMeta;
import com.orocloud.events.Failure;
import com.orocloud.messaging.Heard;
import com.orocloud.messaging.Hears;
import com.orocloud.messaging.Listener;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.provisioning.environment.Environment;
import com.orocloud.provisioning.environment.HostedEnvironment;
import com.orocloud.provisioning.maintenance.Conditions;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Everything that is heard about the end of environments. */
@Component
final class DecommissionListener implements Listener {

    private final StateTable<Decommission> table;
    private final StateTable<Environment> environments;
    private final StateTable<Conditions> conditions;
    private final DecommissionRules rules;

    DecommissionListener(
            StateTable<Decommission> table,
            StateTable<Environment> environments,
            StateTable<Conditions> conditions,
            DecommissionRules rules) {
        this.table = table;
        this.environments = environments;
        this.conditions = conditions;
        this.rules = rules;
    }

    @Override
    public void hears(Hears hears) {
        hears.heard(
                        EnvironmentDecommissionRequested.class,
                        table,
                        e -> id(e.getMeta(), e.getEnvironmentId()),
                        this::requested)
                .heard(
                        EnvironmentDecommissionConfirmed.class,
                        table,
                        e -> id(e.getMeta(), e.getEnvironmentId()),
                        this::confirmed)
                .heard(
                        EnvironmentDecommissionWithdrawn.class,
                        table,
                        e -> id(e.getMeta(), e.getEnvironmentId()),
                        this::withdrawn);
    }

    private static String id(EventMeta meta, String environmentId) {
        return Decommission.id(meta.getTenantId(), environmentId);
    }

    private Outcome<Decommission> requested(
            @Nullable Decommission current, Heard<EnvironmentDecommissionRequested> heard) {
        EnvironmentDecommissionRequested request = heard.event();
        HostedEnvironment environment = environment(request.getEnvironmentId());
        List<Failure> speaker =
                rules.objectionsToSpeaker(Wished.of(request), heard.source(), request.getReason(), environment);
        boolean twoPeople = environment == null || environment.type() == EnvironmentType.PRODUCTION;
        return Decommission.on(
                current,
                request,
                with(speaker, environment, request.getWithoutBackupReason() != null),
                twoPeople,
                heard.receivedAt());
    }

    private Outcome<Decommission> confirmed(
            @Nullable Decommission current, Heard<EnvironmentDecommissionConfirmed> heard) {
        HostedEnvironment environment = environment(heard.event().getEnvironmentId());
        List<Failure> speaker = rules.objectionsToSpeaker(Wished.of(heard.event()), heard.source(), null, environment);
        return Decommission.on(
                current,
                heard.event(),
                with(speaker, environment, current != null && !current.wish().withBackup()),
                heard.receivedAt());
    }

    private Outcome<Decommission> withdrawn(
            @Nullable Decommission current, Heard<EnvironmentDecommissionWithdrawn> heard) {
        return Decommission.on(
                current,
                heard.event(),
                rules.objectionsToSpeaker(
                        Wished.of(heard.event()),
                        heard.source(),
                        heard.event().getReason(),
                        environment(heard.event().getEnvironmentId())));
    }

    /** What is wrong with somebody else's environment is nobody's business. */
    private List<Failure> with(List<Failure> speaker, @Nullable HostedEnvironment environment, boolean withoutBackup) {
        if (environment == null
                || speaker.stream().anyMatch(each -> each.getCode().equals("ENVIRONMENT_UNKNOWN"))) {
            return speaker;
        }
        Conditions known =
                conditions.find(environment.environmentId()).map(Stored::state).orElse(null);
        return Stream.concat(
                        speaker.stream(), DecommissionRules.objectionsTo(environment, known, withoutBackup).stream())
                .toList();
    }

    private @Nullable HostedEnvironment environment(String environmentId) {
        return environments.find(environmentId).flatMap(HostedEnvironment::of).orElse(null);
    }
}
