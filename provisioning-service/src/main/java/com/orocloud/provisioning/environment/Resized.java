package com.orocloud.provisioning.environment;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.messaging.Outcome;
import com.orocloud.provisioning.environment.Environment.Active;
import com.orocloud.provisioning.environment.Environment.ActiveOnDr;
import com.orocloud.provisioning.site.Size;
import org.jspecify.annotations.Nullable;

/** Another size for an environment: what is agreed from now on, and so what any later site of it is built with. */
public final class Resized {

    private Resized() {}

    /** Only while it is in service: in the middle of a disaster nothing is agreed anew. */
    public static Outcome<Environment> to(@Nullable Environment current, Size size) {
        return switch (current) {
            case Active(var standing, var since) -> of(standing, size, new Active(standing.sized(size), since));
            case ActiveOnDr(var standing, var since) -> of(standing, size, new ActiveOnDr(standing.sized(size), since));
            case null -> ignored("there is no such environment");
            case Environment.Accepted _, Environment.Provisioning _ -> ignored("not in service yet");
            case Environment.Provisioned _, Environment.ProvisioningFailed _ -> ignored("not in service yet");
            case Environment.Unavailable _, Environment.Recovering _ -> ignored("not in service");
            case Environment.Rejected _ -> ignored("never came into service");
            case Environment.Decommissioning _, Environment.Decommissioned _ -> ignored("it ends");
        };
    }

    private static Outcome<Environment> of(Standing standing, Size size, Environment next) {
        return standing.agreement().size().equals(size)
                ? ignored("it has this size")
                : applied(next, EnvironmentNow.snapshot(next));
    }
}
