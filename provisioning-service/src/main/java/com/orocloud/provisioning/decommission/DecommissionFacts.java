package com.orocloud.provisioning.decommission;

import com.orocloud.events.EnvironmentDecommissionLapsed;
import com.orocloud.events.EnvironmentDecommissionPending;
import com.orocloud.events.EnvironmentDecommissionRejected;
import com.orocloud.events.Failure;
import com.orocloud.messaging.Events;
import com.orocloud.provisioning.decommission.Decommission.Pending;
import com.orocloud.provisioning.environment.EndOfLife;
import java.util.List;

/** What is said about the decision that an environment ends, in the words of the contract. */
final class DecommissionFacts {

    private DecommissionFacts() {}

    static EnvironmentDecommissionPending pending(String environmentId, Pending pending) {
        return EnvironmentDecommissionPending.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(environmentId)
                .setRequestId(pending.wish().requestId())
                .setReason(pending.wish().reason())
                .setConfirmBefore(pending.confirmBefore())
                .build();
    }

    static EnvironmentDecommissionRejected rejected(Wished wished, List<Failure> reasons) {
        return EnvironmentDecommissionRejected.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(wished.environmentId())
                .setRequestId(wished.requestId())
                .setRequestEventId(wished.meta().getEventId())
                .setRequest(wished.record())
                .setReasons(reasons)
                .build();
    }

    static EnvironmentDecommissionLapsed lapsed(String environmentId, EndOfLife.Wish wish, String code, String reason) {
        return EnvironmentDecommissionLapsed.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(environmentId)
                .setRequestId(wish.requestId())
                .setCode(code)
                .setReason(reason)
                .build();
    }
}
