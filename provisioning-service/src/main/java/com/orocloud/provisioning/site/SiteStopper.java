package com.orocloud.provisioning.site;

import static com.orocloud.messaging.CrashPoint.hit;

import com.orocloud.messaging.Cause;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Transitions;
import com.orocloud.provisioning.cloud.Answer;
import com.orocloud.provisioning.cloud.Answer.Failed;
import com.orocloud.provisioning.cloud.Answer.Got;
import com.orocloud.provisioning.cloud.Cloud;
import com.orocloud.provisioning.cloud.Cloud.Condition;
import com.orocloud.provisioning.cloud.Cloud.Instance;
import com.orocloud.provisioning.cloud.CloudFailure;
import com.orocloud.provisioning.site.Site.Fencing;
import com.orocloud.provisioning.site.Site.Releasing;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a site out of service: fenced, that is stopped and kept, or released, that is deleted. Both count only when the
 * provider was asked afterwards and agreed.
 */
public final class SiteStopper {

    private static final Logger LOG = LoggerFactory.getLogger(SiteStopper.class);

    private static final Duration SOON = Duration.ofMillis(500);

    /** Pace at which a region that does not answer is asked again, for as long as it takes. */
    private static final Duration WHILE_SILENT = Duration.ofSeconds(10);

    private final StateTable<Site> sites;
    private final Transitions transitions;
    private final Cloud cloud;
    private final Clock clock;

    public SiteStopper(StateTable<Site> sites, Transitions transitions, Cloud cloud, Clock clock) {
        this.sites = sites;
        this.transitions = transitions;
        this.cloud = cloud;
        this.clock = clock;
    }

    /** Stops what runs. @return how long to rest before looking again */
    Duration fence(Stored<Site> stored, Fencing fencing) {
        var evidence = new ArrayList<String>();
        boolean stopped = true;
        for (SiteNode node : fencing.nodes()) {
            switch (cloud.observe(node.machine(fencing.plan()))) {
                case Failed<Optional<Instance>>(var failure) -> {
                    return fencePending(stored, failure);
                }
                case Got<Optional<Instance>>(var found) -> {
                    evidence.add(node.name() + "=" + found.map(Instance::status).orElse("ABSENT"));
                    if (found.isPresent() && found.get().condition() != Condition.STOPPED) {
                        stopped = false;
                        if (stop(found.get()) instanceof Failed<String>(var failure)) {
                            return fencePending(stored, failure);
                        }
                    }
                }
            }
        }
        if (!stopped) {
            return SOON;
        }
        hit("provisioning.fence.before-commit");
        transitions.apply(
                sites,
                stored.id(),
                Cause.of(stored),
                site -> Site.fenceProven(site, String.join(", ", evidence), clock.instant()));
        return SOON;
    }

    private Answer<String> stop(Instance instance) {
        if (instance.condition() == Condition.STOPPING) {
            return Answer.got("");
        }
        Answer<String> answer = cloud.stop(instance.machine());
        hit("provisioning.fence.after-stop");
        return answer;
    }

    private Duration fencePending(Stored<Site> stored, CloudFailure failure) {
        LOG.info("site {} is not fenced yet: {}", stored.id(), failure.text());
        hit("provisioning.fence.before-pending");
        transitions.apply(sites, stored.id(), Cause.of(stored), site -> Site.fencePending(site, failure.text()));
        return WHILE_SILENT;
    }

    /** Deletes what is there. @return how long to rest before looking again */
    Duration release(Stored<Site> stored, Releasing releasing) {
        SitePlan plan = releasing.plan();
        Answer<List<Instance>> owned = cloud.listOwned(plan.place(), plan.zones(), plan.environmentId());
        if (owned instanceof Failed<List<Instance>>(var failure)) {
            return later(failure);
        }
        List<Instance> ours = owned instanceof Got<List<Instance>>(var all)
                ? all.stream()
                        .filter(instance -> Long.toString(plan.epoch())
                                .equals(instance.labels().get(SitePlan.EPOCH_LABEL)))
                        .toList()
                : List.of();
        for (Instance instance : ours) {
            Answer<String> released = cloud.releaseInstance(instance.machine());
            hit("provisioning.release.after-delete");
            if (released instanceof Failed<String>(var failure)) {
                return later(failure);
            }
        }
        if (!ours.isEmpty()) {
            return SOON;
        }
        hit("provisioning.release.before-commit");
        transitions.apply(sites, stored.id(), Cause.of(stored), site -> Site.released(site, clock.instant()));
        return SOON;
    }

    private static Duration later(CloudFailure failure) {
        LOG.info("{}", failure.text());
        return WHILE_SILENT;
    }
}
