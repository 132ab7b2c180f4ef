package com.orocloud.dr;

import com.orocloud.events.DomainMode;
import com.orocloud.events.RecoveryPoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Exactly what the approver is asked to agree to. Frozen when asked: a newer recovery point does not change it
 * silently, and whatever is done later is done from here, not from what is known by then.
 *
 * @param epoch of the site to be built
 * @param servedEpoch of the site that is lost; null if it is the one before
 * @param oldIngress what the names point at now; they are moved only from there
 */
record Plan(
        UUID caseId,
        String environmentId,
        Region from,
        Region to,
        long epoch,
        UUID backupId,
        String manifestSha256,
        long backupBytes,
        Instant recoveryPointAt,
        long dataLossSeconds,
        long estimateMinSeconds,
        long estimateMaxSeconds,
        DomainMode domainMode,
        List<String> hostnames,
        List<String> oldIngress,
        List<String> ingress,
        List<String> egress,
        @Nullable Long servedEpoch) {

    static Plan of(DrCase drCase, Situation situation, RecoveryPoints.Usable point) {
        var description = situation.environment().description();
        var site = situation.environment().active();
        var target = situation.targetAddresses();
        var copy = point.copy();
        var estimate = Estimate.of(copy.bytes(), description.domainMode());
        var spent = drCase.lastEpoch();
        long epoch = Math.max(site.epoch(), spent == null ? 0 : spent) + 1;
        var loss = Duration.between(copy.recoveryPointAt(), drCase.outageStartedAt());
        return new Plan(
                drCase.id(),
                drCase.environmentId(),
                drCase.lost(),
                drCase.target(),
                epoch,
                point.backupId(),
                copy.manifestSha256(),
                copy.bytes(),
                copy.recoveryPointAt(),
                Math.max(0, loss.toSeconds()),
                estimate.min().toSeconds(),
                estimate.max().toSeconds(),
                description.domainMode(),
                description.hostnames(),
                site.ingress(),
                target.ingress(),
                target.egress(),
                site.epoch() == epoch - 1 ? null : site.epoch());
    }

    /** The site that must not act any more once this plan is approved. */
    long oldEpoch() {
        return servedEpoch == null ? epoch - 1 : servedEpoch;
    }

    RecoveryPoint recoveryPoint() {
        return new RecoveryPoint(backupId, recoveryPointAt);
    }

    /**
     * SHA-256 of the plan's canonical form: one line per value in a fixed order, lists with a line per element. The
     * approval page, the proof and provisioning-service all name the plan by it.
     */
    String hash() {
        var form = new StringBuilder("plan/1\n");
        line(form, "case", caseId);
        line(form, "environment", environmentId);
        line(form, "from", from.key());
        line(form, "to", to.key());
        line(form, "epoch", epoch);
        line(form, "backup", backupId);
        line(form, "manifest", manifestSha256);
        line(form, "bytes", backupBytes);
        line(form, "recovery-point", recoveryPointAt);
        line(form, "data-loss", dataLossSeconds);
        line(form, "estimate-min", estimateMinSeconds);
        line(form, "estimate-max", estimateMaxSeconds);
        line(form, "domain-mode", domainMode);
        hostnames.forEach(name -> line(form, "hostname", name));
        oldIngress.forEach(address -> line(form, "old-ingress", address));
        ingress.forEach(address -> line(form, "ingress", address));
        egress.forEach(address -> line(form, "egress", address));
        if (servedEpoch != null) {
            line(form, "served-epoch", servedEpoch);
        }
        return Sha256.of(form.toString());
    }

    private static void line(StringBuilder form, String name, Object value) {
        form.append(name).append('=').append(value).append('\n');
    }
}
