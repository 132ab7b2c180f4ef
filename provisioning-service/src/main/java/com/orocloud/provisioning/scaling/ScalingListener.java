package com.orocloud.provisioning.scaling;

import com.orocloud.events.EnvironmentScaleRequested;
import com.orocloud.messaging.Heard;
import com.orocloud.messaging.Hears;
import com.orocloud.messaging.Listener;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.StateTable;
import com.orocloud.provisioning.environment.Environment;
import com.orocloud.provisioning.environment.HostedEnvironment;
import com.orocloud.provisioning.maintenance.Conditions;
import com.orocloud.provisioning.maintenance.MaintenanceWindows;
import com.orocloud.provisioning.scaling.ScalingRules.Circumstances;
import com.orocloud.provisioning.site.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Everything that is heard about the size of environments. */
@Component
final class ScalingListener implements Listener {

    private static final Size UNKNOWN = new Size(0, 0);

    private final StateTable<Scaling> table;
    private final StateTable<Environment> environments;
    private final StateTable<Conditions> conditions;
    private final MaintenanceWindows windows;
    private final ScalingRules rules;

    ScalingListener(
            StateTable<Scaling> table,
            StateTable<Environment> environments,
            StateTable<Conditions> conditions,
            MaintenanceWindows windows,
            ScalingRules rules) {
        this.table = table;
        this.environments = environments;
        this.conditions = conditions;
        this.windows = windows;
        this.rules = rules;
    }

    @Override
    public void hears(Hears hears) {
        hears.heard(
                EnvironmentScaleRequested.class,
                table,
                event -> Scaling.id(event.getMeta().getTenantId(), event.getEnvironmentId()),
                this::requested);
    }

    private Outcome<Scaling> requested(@Nullable Scaling current, Heard<EnvironmentScaleRequested> heard) {
        String id = heard.event().getEnvironmentId();
        HostedEnvironment environment =
                environments.find(id).flatMap(HostedEnvironment::of).orElse(null);
        var circumstances = new Circumstances(
                conditions
                        .find(id)
                        .filter(known -> known.state().caseId() != null)
                        .isPresent(),
                windows.workGoesOn(id));
        return Scaling.on(
                current,
                heard.event(),
                environment == null ? UNKNOWN : environment.size(),
                rules.objections(heard.event(), heard.source(), environment, circumstances));
    }
}
