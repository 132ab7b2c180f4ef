package com.orocloud.dr;

import com.orocloud.dr.Recovery.AwaitingApproval;
import com.orocloud.dr.Recovery.Declined;
import com.orocloud.dr.Recovery.Expired;
import com.orocloud.dr.Recovery.Failed;
import com.orocloud.dr.Recovery.Open;
import com.orocloud.dr.Recovery.Watching;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
import java.security.SecureRandom;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Opens a case for every environment that a disaster hits, and takes each up to the question, or to its end. */
@Component
class CaseSweep implements Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(CaseSweep.class);

    private static final int BATCH = 100;

    private static final Duration LEASE = Duration.ofSeconds(30);

    private static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(1);

    private static final Duration LOOK_AGAIN_AFTER_AN_ANSWER = Duration.ofMinutes(1);

    private final StateTable<Outage> outages;
    private final StateTable<Reach> reaches;
    private final StateTable<ProtectedEnvironment> environments;
    private final StateTable<Recovery> recoveries;
    private final AffectedEnvironments affected;
    private final Approvals approvals;
    private final Situations situations;
    private final Transitions transitions;
    private final DrSettings settings;
    private final SecureRandom random = new SecureRandom();
    private final String owner;

    CaseSweep(
            StateTable<Outage> outages,
            StateTable<Reach> reaches,
            StateTable<ProtectedEnvironment> environments,
            StateTable<Recovery> recoveries,
            AffectedEnvironments affected,
            Approvals approvals,
            Situations situations,
            Transitions transitions,
            DrSettings settings,
            @Value("cases@${server.address:}:${server.port:}") String owner) {
        this.outages = outages;
        this.reaches = reaches;
        this.environments = environments;
        this.recoveries = recoveries;
        this.affected = affected;
        this.approvals = approvals;
        this.situations = situations;
        this.transitions = transitions;
        this.settings = settings;
        this.owner = owner;
    }

    @Override
    public String name() {
        return "cases";
    }

    @Override
    public void run() {
        for (var outage : outages.in(BATCH, Outage.Down.class)) {
            if (outage.state() instanceof Outage.Down down) {
                affected.undecided(down, BATCH).forEach(environmentId -> decide(environmentId, down));
            }
        }
        for (var environmentId : affected.cutOff(BATCH)) {
            if (reaches.find(environmentId).map(Stored::state).orElse(null) instanceof Reach.CutOff cutOff) {
                decide(environmentId, cutOff);
            }
        }
        recoveries
                .claim(owner, LEASE, BATCH, Open.class, Watching.class, AwaitingApproval.class)
                .forEach(stored -> evaluate(stored, LOOK_AGAIN_AFTER));
        recoveries
                .claim(owner, LEASE, BATCH, Declined.class, Expired.class, Failed.class)
                .forEach(stored -> evaluate(stored, LOOK_AGAIN_AFTER_AN_ANSWER));
    }

    private void decide(String environmentId, Disaster outage) {
        var stored = environments.find(environmentId).orElseThrow();
        var situation = situations.of(environmentId, outage).orElse(null);
        if (situation == null) {
            return;
        }
        var unprotected = situation.whyNotProtected();
        if (unprotected.isPresent()) {
            LOG.warn("no case for {} in spite of {}: {}", environmentId, outage, unprotected.get());
            affected.decided(environmentId, outage.outageId(), null, unprotected.get());
            return;
        }
        CrashPoint.hit("dr.case.before-open");
        transitions.apply(recoveries, environmentId, Cause.of(stored), current -> {
            var outcome = Proposal.open(current, situation);
            if (outcome instanceof Applied<Recovery>(var opened, var _)) {
                affected.decided(
                        environmentId, outage.outageId(), opened.drCase().id(), "case opened");
                CrashPoint.hit("dr.case.open.before-commit");
            }
            return outcome;
        });
    }

    private void evaluate(Stored<Recovery> stored, Duration lookAgainAfter) {
        var drCase = stored.state().drCase();
        var situation = situations.of(drCase);
        var link = ApprovalLink.create(settings.publicUrl(), random);
        CrashPoint.hit("dr.case.before-evaluate");
        var outcome = transitions.apply(recoveries, stored.id(), Cause.of(stored), current -> {
            var decided = situation.isPresent()
                    ? Proposal.evaluate(current, situation.get(), link, settings)
                    : Proposal.cancel(current, drCase.outageId(), situations.now());
            if (decided instanceof Applied<Recovery>(AwaitingApproval asked, var _)) {
                approvals.remember(link, asked);
                CrashPoint.hit("dr.case.ask.before-commit");
            }
            return decided;
        });
        if (!(outcome instanceof Applied<Recovery>)) {
            recoveries.release(stored.id(), owner, situations.now().plus(lookAgainAfter));
        }
        CrashPoint.hit("dr.case.after-evaluate");
    }
}
