package com.orocloud.local;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.apache.avro.generic.GenericRecord;

/** One fact in one plain sentence. */
final class Sentence {

    private Sentence() {}

    static String of(GenericRecord fact) {
        return switch (fact.getSchema().getName()) {
            case "EnvironmentAccepted" -> "accepted: " + region(fact, "primary");
            case "EnvironmentRejected" -> "rejected: " + codes(fact);
            case "EnvironmentAddressesReserved" -> "addresses reserved in both regions";
            case "EnvironmentProvisioned" ->
                fact.get("site") + " site is complete in " + region(fact, "region") + ", "
                        + ((List<?>) fact.get("nodes")).size() + " nodes, " + seconds(fact, "durationMs", 1000);
            case "EnvironmentProvisioningFailed" -> fact.get("site") + " site could not be built: " + failure(fact);
            case "EnvironmentNamesFailed" -> "has no names yet, asked for again: " + failure(fact);
            case "EnvironmentActivated" -> "in service at " + fact.get("url");
            case "EnvironmentSiteChanged" -> "is now served by its " + fact.get("activeSite") + " site";
            case "NodeFenced" -> fact.get("nodeId") + " is stopped for sure (" + fact.get("evidence") + ")";
            case "EnvironmentFenced" ->
                "old site "
                        + (Boolean.TRUE.equals(fact.get("proven"))
                                ? "is fenced"
                                : "cannot be fenced yet: " + fact.get("evidence"));
            case "EnvironmentSiteRemoved" -> "nothing of its " + fact.get("site") + " site is left";
            case "EnvironmentDecommissionPending" ->
                "is to end, and waits for another operator to agree: " + fact.get("reason");
            case "EnvironmentDecommissionRejected" -> "does not end: " + codes(fact);
            case "EnvironmentDecommissionLapsed" -> "stays after all: " + fact.get("reason");
            case "EnvironmentDecommissionStarted" -> "ENDS: " + fact.get("reason");
            case "EnvironmentDismantlingStarted" -> "its machines go now";
            case "EnvironmentDecommissioned" -> "has ended: no machine, no address, no secret of it is left";
            case "EnvironmentScalingStarted" ->
                "goes from " + fact.get("formerWebNodes") + " to " + fact.get("webNodes") + " web nodes, from "
                        + fact.get("formerConsumerNodes") + " to " + fact.get("consumerNodes") + " consumers: "
                        + fact.get("reason");
            case "EnvironmentScaleRejected" -> "keeps its size: " + codes(fact);
            case "EnvironmentScaled" ->
                "has " + fact.get("webNodes") + " web nodes and " + fact.get("consumerNodes") + " consumers";
            case "EnvironmentScalingFailed" -> "keeps " + fact.get("webNodes") + " web nodes: " + failure(fact);
            case "BackupStarted" -> "backup started (" + fact.get("trigger") + ")";
            case "BackupCompleted" -> "backup stored, encrypted, in " + region(fact, "storedIn");
            case "BackupFailed" -> "backup failed: " + failure(fact);
            case "BackupVerified" ->
                "backup restored into a scratch database and agreed, " + seconds(fact, "durationMs", 1000);
            case "BackupVerificationFailed" -> "backup does not restore, quarantined: " + failure(fact);
            case "BackupReplicated" -> "backup copied to " + region(fact, "location") + ": usable for recovery";
            case "BackupHeld" -> "backup is kept until released: " + fact.get("reason");
            case "BackupReleased" -> "backup is released to retention";
            case "BackupHoldRejected" -> "backup cannot be kept: " + failure(fact);
            case "BackupExpired" -> "backup expired: " + fact.get("rule");
            case "RecoveryPointObjectiveBreached" -> "the newest usable backup is too old (" + fact.get("scope") + ")";
            case "RecoveryPointObjectiveRestored" -> "the newest usable backup is young enough again";
            case "RestoreStarted" -> "restore started";
            case "RestoreProgressed" ->
                "restore: %s, %s of %s steps done"
                        .formatted(fact.get("step"), fact.get("stepsDone"), fact.get("stepsAll"));
            case "RestoreRejected" -> "restore rejected: " + codes(fact);
            case "RestoreCompleted" -> "restored and checked, " + seconds(fact, "durationMs", 1000);
            case "RestoreFailed" -> "restore failed: " + failure(fact);
            case "RegionSuspectedDown" -> "region is suspected down by its probes";
            case "RegionForecast" ->
                "still lost in an hour with a probability of "
                        + Math.round(100 * (Double) fact.get("stillDownInAnHour")) + " %";
            case "RegionForecastScored" -> "was it still lost after the hour: " + fact.get("wasStillDown");
            case "RegionEstimateChanged" -> "somebody says anew when it will be back";
            case "EnvironmentUnreachable" -> "cannot be reached from outside";
            case "EnvironmentReachable" -> "can be reached again";
            case "RegionDown" -> "REGION IS DOWN" + estimate(fact);
            case "RegionRecovering" -> "region answers again, hold-down runs";
            case "RegionDegraded" -> "zones are lost: " + fact.get("affectedZones") + ", " + fact.get("reason");
            case "RegionDegradationEnded" ->
                "nodes work in every zone again, after " + fact.get("degradedSeconds") + " s";
            case "RegionRecovered" -> "region is healthy";
            case "SynchronousReplicationChanged" ->
                Boolean.TRUE.equals(fact.get("synchronous"))
                        ? "every commit now waits for " + fact.get("standbyNodeId")
                        : "commits wait for nobody: " + fact.get("reason");
            case "FailoverDecided" -> "decided " + fact.get("verdict") + ": " + fact.get("rule");
            case "ZoneFailoverStarted" ->
                "main database " + fact.get("lostNodeId")
                        + (Boolean.TRUE.equals(fact.get("planned")) ? " hands over, as planned" : " is judged lost");
            case "ZoneFailoverCompleted" ->
                fact.get("promotedNodeId") + " is the new main database after " + seconds(fact, "unavailableMs", 1000);
            case "ZoneFailoverFailed" -> "no safe new main database: " + fact.get("reason");
            case "ZoneSwitchoverStarted" -> fact.get("fromNodeId") + " is to hand over to " + fact.get("toNodeId");
            case "ZoneSwitchoverCompleted" ->
                fact.get("toNodeId") + " has taken over with everything, " + seconds(fact, "readOnlyMs", 1000);
            case "ZoneSwitchoverAborted" -> "switch-over given up, nothing changed: " + fact.get("reason");
            case "FailoverRequestRejected" -> "not done: " + fact.get("reasons");
            case "StandbyRebuilt" -> "redundancy is back: " + fact.get("standbyNodeId") + " follows";
            case "EnvironmentRedundancyReduced" ->
                fact.get("component") + " has " + fact.get("workingNodes") + " of " + fact.get("expectedNodes")
                        + (Boolean.TRUE.equals(fact.get("serving")) ? " nodes" : " nodes, TOO FEW");
            case "EnvironmentRedundancyRestored" ->
                fact.get("component") + " has all its nodes again, after " + fact.get("reducedSeconds") + " s";
            case "DnsUpdated" ->
                isEmptied(fact)
                        ? "name answers nothing any more on every authoritative server"
                        : "name answers with " + fact.get("targetSite") + " on every authoritative server";
            case "DnsPropagated" -> "resolvers give the new answer too";
            case "DnsTtlJudged" -> "resolvers may keep the answer for " + fact.get("ttlSeconds") + " s";
            case "DnsDrifted" -> "somebody else changed the name";
            case "DnsDriftEnded" -> "the name says the right thing again";
            case "DnsUpdateFailed" -> "name not changed: " + failure(fact);
            case "CustomerDnsActionRequired" -> "waiting for the domain's owner to change the record";
            case "DrCaseOpened" ->
                "recovery case opened: " + region(fact, "lostRegion") + " to " + region(fact, "targetRegion");
            case "DrCriteriaNotMet" -> "expected back within the hour: watching";
            case "DrApprovalRequested" ->
                "asked the " + fact.get("askedRole") + " for approval, data loss "
                        + seconds(fact, "dataLossSeconds", 1);
            case "DrApproved" -> "RECOVERY APPROVED";
            case "DrDeclined" -> "recovery declined";
            case "DrDecisionRejected" -> "an answer to the question does not count: " + codes(fact);
            case "DrActionRejected" -> "what an operator asked for is not done: " + codes(fact);
            case "DrApprovalExpired" -> "nobody answered in time";
            case "DrStepStarted" -> "step " + fact.get("step") + " started";
            case "DrStepCompleted" -> "step " + fact.get("step") + " done, " + seconds(fact, "durationMs", 1000);
            case "DrStepFailed" -> "step " + fact.get("step") + " failed: " + failure(fact);
            case "DrHealthCheckPassed" -> "health checks passed (" + fact.get("phase") + ")";
            case "DrRecovered" ->
                "RECOVERED " + seconds(fact, "recoverySecondsSinceApproval", 1) + " after approval, data loss "
                        + seconds(fact, "dataLossSeconds", 1);
            case "DrFailed" -> "recovery given up in " + fact.get("step") + ": " + fact.get("reason");
            case "DrCancelled" -> "recovery cancelled: " + fact.get("reason");
            case "NotificationDispatched" -> "mail handed over: " + fact.get("template");
            case "NotificationDelivered" -> "mail delivered";
            case "NotificationFailed" -> "mail could not be delivered: " + failure(fact);
            default -> words(fact.getSchema().getName());
        };
    }

    /** For example "environment scaled". */
    private static String words(String record) {
        return record.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }

    private static String region(GenericRecord fact, String field) {
        return fact.get(field) instanceof GenericRecord region
                ? region.get("provider") + " " + region.get("region")
                : "nowhere";
    }

    private static String failure(GenericRecord fact) {
        return fact.get("failure") instanceof GenericRecord failure
                ? failure.get("code") + ", " + failure.get("message")
                : "for no given reason";
    }

    private static boolean isEmptied(GenericRecord fact) {
        return ((List<?>) fact.get("records"))
                .stream().allMatch(each -> ((List<?>) ((GenericRecord) each).get("newValues")).isEmpty());
    }

    private static String codes(GenericRecord fact) {
        return ((List<?>) fact.get("reasons"))
                .stream()
                        .map(reason -> String.valueOf(((GenericRecord) reason).get("code")))
                        .toList()
                        .toString();
    }

    private static String seconds(GenericRecord fact, String field, int perSecond) {
        double seconds = ((Number) fact.get(field)).doubleValue() / perSecond;
        return seconds < 90 ? "%.1f s".formatted(seconds) : Math.round(seconds / 60) + " min";
    }

    private static String estimate(GenericRecord fact) {
        if (!(fact.get("expectedRecoveryAt") instanceof Long at)) {
            return ", no estimate";
        }
        long confirmed = (Long) fact.get("confirmedAt");
        return ", expected back in "
                + Duration.between(Instant.ofEpochMilli(confirmed), Instant.ofEpochMilli(at))
                        .toMinutes() + " min";
    }
}
