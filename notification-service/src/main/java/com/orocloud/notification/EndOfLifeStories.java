package com.orocloud.notification;

import com.orocloud.events.EnvironmentDecommissionPending;
import com.orocloud.events.EnvironmentDecommissionStarted;
import com.orocloud.events.EnvironmentDecommissioned;
import com.orocloud.notification.Story.Detail;
import com.orocloud.notification.Story.EnvironmentEnded;
import com.orocloud.notification.Story.EnvironmentEnds;
import com.orocloud.notification.Story.OperationsAlert;
import java.util.List;

/** What the end of an environment means to people. */
final class EndOfLifeStories {

    private EndOfLifeStories() {}

    static Story of(EnvironmentDecommissionPending event) {
        return new OperationsAlert(
                "somebody wants to end it, and another operator has to agree",
                "An operator asked to decommission it. Nothing happens unless another operator confirms that before "
                        + event.getConfirmBefore() + ".",
                "Make sure that it is meant, then confirm or withdraw the request.",
                List.of(
                        new Detail("Request", event.getRequestId().toString()),
                        new Detail("Reason", event.getReason())));
    }

    static Story of(EnvironmentDecommissionStarted event) {
        return new EnvironmentEnds(event.getReason(), event.getLastBackup());
    }

    static Story of(EnvironmentDecommissioned event) {
        return new EnvironmentEnded(
                event.getFinalBackupId() == null ? null : event.getKeepBackupsUntil(),
                List.copyOf(event.getNamesLeft()));
    }
}
