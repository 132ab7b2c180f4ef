package com.orocloud.provisioning.scaling;

import com.orocloud.events.EnvironmentScaleRejected;
import com.orocloud.events.EnvironmentScaleRequested;
import com.orocloud.events.EnvironmentScaled;
import com.orocloud.events.EnvironmentScalingFailed;
import com.orocloud.events.EnvironmentScalingStarted;
import com.orocloud.events.Failure;
import com.orocloud.messaging.Events;
import com.orocloud.provisioning.scaling.Scaling.Wish;
import com.orocloud.provisioning.site.Site;
import java.util.List;

/** What is said about the size of an environment, in the words of the contract. */
final class ScalingFacts {

    private ScalingFacts() {}

    static EnvironmentScaleRejected rejected(EnvironmentScaleRequested request, List<Failure> reasons) {
        return EnvironmentScaleRejected.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(request.getEnvironmentId())
                .setRequestId(request.getRequestId())
                .setRequestEventId(request.getMeta().getEventId())
                .setReasons(reasons)
                .build();
    }

    static EnvironmentScalingStarted started(EnvironmentScaleRequested request, Wish wish) {
        return EnvironmentScalingStarted.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(request.getEnvironmentId())
                .setRequestId(wish.requestId())
                .setReason(request.getReason())
                .setFormerWebNodes(wish.from().webNodes())
                .setFormerConsumerNodes(wish.from().consumerNodes())
                .setWebNodes(wish.to().webNodes())
                .setConsumerNodes(wish.to().consumerNodes())
                .build();
    }

    static EnvironmentScaled scaled(Wish wish, Site.Complete site) {
        return EnvironmentScaled.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(site.plan().environmentId())
                .setRequestId(wish.requestId())
                .setSiteEpoch(site.plan().epoch())
                .setSite(site.plan().role())
                .setWebNodes(wish.to().webNodes())
                .setConsumerNodes(wish.to().consumerNodes())
                .setNodes(site.nodeRefs())
                .build();
    }

    static EnvironmentScalingFailed failed(String environmentId, Wish wish, String code, String message) {
        return EnvironmentScalingFailed.newBuilder()
                .setMeta(Events.unstamped())
                .setEnvironmentId(environmentId)
                .setRequestId(wish.requestId())
                .setWebNodes(wish.from().webNodes())
                .setConsumerNodes(wish.from().consumerNodes())
                .setFailure(Failure.newBuilder()
                        .setStep("changing the size")
                        .setCode(code)
                        .setMessage(message)
                        .build())
                .build();
    }
}
