package com.orocloud.backup;

import static com.orocloud.backup.Samples.BACKUP;
import static com.orocloud.backup.Samples.BAD;
import static com.orocloud.backup.Samples.GOOD;
import static com.orocloud.backup.Samples.IN_SERVICE;
import static com.orocloud.backup.Samples.NOON;
import static com.orocloud.backup.Samples.ORDER;
import static com.orocloud.backup.Samples.PLAN;
import static com.orocloud.backup.Samples.POINT;
import static com.orocloud.backup.Samples.PRIMARY;
import static com.orocloud.backup.Samples.REBUILT;
import static com.orocloud.backup.Samples.RUN;
import static com.orocloud.backup.Samples.STORY;
import static com.orocloud.backup.Samples.TOOK;
import static com.orocloud.backup.Samples.WEST1;
import static com.orocloud.backup.Samples.idle;
import static com.orocloud.backup.Samples.running;
import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.backup.ProtectedEnvironment.RunEnded;
import com.orocloud.backup.ProtectedEnvironment.Tick;
import com.orocloud.events.SiteRole;
import com.orocloud.messaging.Outcome;
import com.orocloud.messaging.Outcome.Applied;
import com.orocloud.messaging.Outcome.Deferred;
import com.orocloud.messaging.Outcome.Ignored;
import com.orocloud.messaging.Outcome.Impossible;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keeps the tables of README.md true. */
class MatrixTest {

    private static final Path PAGE = Path.of("README.md");

    @Test
    void theReadmeShowsTheLifecyclesAsTheyAre() throws IOException {
        var page = Files.readString(PAGE);
        var fresh = replace(page, "environment", environments());
        fresh = replace(fresh, "backup", backups());
        fresh = replace(fresh, "restore", restores());
        fresh = replace(fresh, "journal", journals());
        fresh = replace(fresh, "region", regions());
        if (Boolean.getBoolean("render")) {
            Files.writeString(PAGE, fresh);
            return;
        }
        assertThat(page)
                .as("README.md is stale; write it anew with: ./mvnw -pl backup-service -am test -Dtest=MatrixTest "
                        + "-Dsurefire.failIfNoSpecifiedTests=false -Drender=true")
                .isEqualTo(fresh);
    }

    private static String environments() {
        var later = NOON.plus(Duration.ofHours(1));
        var events =
                new LinkedHashMap<String, Function<@Nullable ProtectedEnvironment, Outcome<ProtectedEnvironment>>>();
        events.put("EnvironmentAccepted", s -> ProtectedEnvironment.on(s, STORY.accepted()));
        events.put(
                "EnvironmentProvisioned (primary)",
                s -> ProtectedEnvironment.on(s, STORY.provisioned(SiteRole.PRIMARY, 1, List.of())));
        events.put(
                "EnvironmentProvisioned (DR)",
                s -> ProtectedEnvironment.on(s, STORY.provisioned(SiteRole.DR, 2, List.of())));
        events.put("BackupRequested", s -> ProtectedEnvironment.on(s, STORY.backupRequested(TestingSite.id("mine"))));
        events.put("DrApproved", s -> ProtectedEnvironment.on(s, STORY.approved(2, BACKUP)));
        events.put("DrCancelled", s -> ProtectedEnvironment.on(s, STORY.cancelled()));
        events.put("EnvironmentSiteChanged", s -> ProtectedEnvironment.on(s, STORY.siteChanged(2)));
        events.put("DrRecovered", s -> ProtectedEnvironment.on(s, STORY.recovered(2, BACKUP)));
        events.put("EnvironmentDecommissionStarted", s -> EndOfProtection.on(s, STORY.ends()));
        events.put("EnvironmentDecommissioned", s -> EndOfProtection.on(s, STORY.ended(BACKUP, later)));
        events.put("*an hour begins*", s -> ProtectedEnvironment.on(s, new Tick(later, null)));
        events.put("*its run ended*", s -> ProtectedEnvironment.on(s, new RunEnded(BACKUP, true, later)));
        var states = new LinkedHashMap<String, @Nullable ProtectedEnvironment>();
        states.put("(new)", null);
        states.put("Announced", new ProtectedEnvironment.Announced(PLAN));
        states.put("Protected, idle", new ProtectedEnvironment.Protected(PLAN, PRIMARY, idle(), Posture.NONE));
        states.put("Protected, run going", new ProtectedEnvironment.Protected(PLAN, PRIMARY, running(), Posture.NONE));
        states.put("Recovering", recovering(null));
        states.put("Recovering, rebuilt", recovering(REBUILT));
        states.put("Ending", new ProtectedEnvironment.Ending(PLAN, PRIMARY, idle(), Posture.NONE));
        states.put("Ended", new ProtectedEnvironment.Ended(PLAN, PRIMARY, idle(), Posture.NONE, BACKUP, later));
        return table(states, events);
    }

    private static ProtectedEnvironment recovering(@Nullable Site rebuilt) {
        return new ProtectedEnvironment.Recovering(PLAN, PRIMARY, Story.CASE, 2, rebuilt, idle(), Posture.NONE);
    }

    private static String backups() {
        var events = new LinkedHashMap<String, Function<@Nullable Backup, Outcome<Backup>>>();
        events.put("opened", s -> Backup.on(s, new Backup.Opened(RUN)));
        events.put("taken", s -> Backup.on(s, new Backup.Taken(POINT, NOON)));
        events.put("found in a bucket", s -> Backup.on(s, new Backup.Recovered(RUN, POINT, NOON)));
        events.put("gave up", s -> Backup.on(s, new Backup.GaveUp("", "", "", 1, NOON)));
        events.put("purged", s -> Backup.on(s, new Backup.Purged()));
        events.put("proven", s -> Backup.on(s, new Backup.Proven(List.of(GOOD), "", TOOK, NOON)));
        events.put("disproven", s -> Backup.on(s, new Backup.Disproven("", "", List.of(BAD), NOON)));
        events.put("copied out", s -> Backup.on(s, new Backup.CopiedOut(WEST1, "", NOON)));
        events.put("BackupHoldRequested", s -> Hold.on(s, STORY.holdRequested(BACKUP)));
        events.put("BackupReleaseRequested", s -> Hold.on(s, STORY.releaseRequested(BACKUP)));
        events.put("condemned", s -> Expiry.on(s, new Expiry.Condemned("", "", NOON)));
        events.put("deleted", s -> Expiry.on(s, new Expiry.Deleted(NOON)));
        var states = new LinkedHashMap<String, @Nullable Backup>();
        states.put("(new)", null);
        for (Backup state : List.of(
                new Backup.Running(RUN),
                new Backup.Completed(RUN, POINT, NOON),
                new Backup.Verified(RUN, POINT, NOON, TOOK),
                new Backup.Replicated(RUN, POINT, NOON, TOOK, WEST1),
                new Backup.Quarantined(RUN, POINT, NOON, ""),
                new Backup.Failed(RUN, NOON, ""),
                new Backup.Removed(RUN, NOON, ""),
                new Backup.Expiring(RUN, POINT, "", "", NOON),
                new Backup.Expired(RUN, NOON, "", NOON))) {
            states.put(name(state), state);
        }
        states.put(
                "Replicated, held", new Backup.Replicated(RUN, POINT, NOON, TOOK, WEST1, new Hold("an audit", NOON)));
        return table(states, events);
    }

    private static String restores() {
        var events = new LinkedHashMap<String, Function<@Nullable Restore, Outcome<Restore>>>();
        events.put(
                "RestoreRequested",
                s -> Restore.on(
                        s,
                        s != null && s.order().intoServedSite()
                                ? Story.fromPortal(STORY.restoreAsked(ORDER.restoreId(), ORDER.backupId())
                                        .build())
                                : Story.fromDr(STORY.restoreRequested(
                                        ORDER.restoreId(), ORDER.backupId(), ORDER.siteEpoch()))));
        events.put("admitted", s -> Restore.on(s, new Restore.Admitted(s == null ? ORDER : s.order(), TOOK, NOON)));
        events.put("not admitted", s -> Restore.on(s, new Restore.NotAdmitted(List.of(), NOON)));
        events.put("saved", s -> Restore.on(s, new Restore.Saved(NOON)));
        events.put("refused", s -> Restore.on(s, new Restore.Refused("", "", "", false, NOON)));
        events.put("finished", s -> Restore.on(s, new Restore.Finished(NOON, List.of(), NOON)));
        events.put("opened", s -> Restore.on(s, new Restore.Opened(GOOD, NOON)));
        var states = new LinkedHashMap<String, @Nullable Restore>();
        states.put("(new)", null);
        states.put("Validating, empty site", new Restore.Validating(ORDER, NOON));
        states.put("Running, empty site", new Restore.Running(ORDER, NOON));
        for (Restore state : List.of(
                new Restore.Validating(IN_SERVICE, NOON),
                new Restore.Saving(IN_SERVICE, NOON),
                new Restore.Running(IN_SERVICE, NOON),
                new Restore.Opening(IN_SERVICE, NOON, NOON, NOON, List.of()),
                new Restore.Completed(IN_SERVICE, NOON),
                new Restore.Failed(IN_SERVICE, NOON, ""),
                new Restore.Rejected(IN_SERVICE, NOON, List.of()))) {
            states.put(name(state), state);
        }
        return table(states, events);
    }

    private static String journals() {
        var events = new LinkedHashMap<String, Function<@Nullable Journal, Outcome<Journal>>>();
        events.put("based", s -> Journal.on(s, new Journal.Based(RUN, new Point.Cluster(1, 32, NOON))));
        events.put("read", s -> Journal.on(s, new Journal.Read(64, 80, 1, NOON, true)));
        events.put("copied", s -> Journal.on(s, new Journal.Copied(32)));
        events.put("succeeded", s -> Journal.on(s, new Journal.Succeeded()));
        events.put("lost", s -> Journal.on(s, new Journal.Lost("")));
        var states = new LinkedHashMap<String, @Nullable Journal>();
        states.put("(new)", null);
        for (Journal state : List.of(
                new Journal.Following(BACKUP, "acme-prod", 1, 64, NOON, NOON, List.of(32L)),
                new Journal.Complete(BACKUP, "acme-prod", NOON, NOON, List.of(32L)),
                new Journal.Broken(BACKUP, "acme-prod", NOON, NOON, List.of(32L), ""))) {
            states.put(name(state), state);
        }
        return table(states, events);
    }

    private static String regions() {
        var events = new LinkedHashMap<String, Function<@Nullable RegionHealth, Outcome<RegionHealth>>>();
        events.put("RegionDown", s -> RegionHealth.on(s, STORY.regionDown(Story.WEST4)));
        events.put("RegionRecovered", s -> RegionHealth.on(s, STORY.regionRecovered(Story.WEST4)));
        var states = new LinkedHashMap<String, @Nullable RegionHealth>();
        states.put("(new)", null);
        states.put("Down", new RegionHealth.Down(Story.OUTAGE, NOON));
        states.put("Healthy, same outage", new RegionHealth.Healthy(Story.OUTAGE));
        states.put("Healthy, another outage", new RegionHealth.Healthy(Story.CASE));
        return table(states, events);
    }

    private static <S> String table(
            Map<String, @Nullable S> states, Map<String, Function<@Nullable S, Outcome<S>>> events) {
        var lines = new ArrayList<String>();
        lines.add("| state | " + String.join(" | ", events.keySet()) + " |");
        lines.add("|---|" + "---|".repeat(events.size()));
        states.forEach((name, state) -> lines.add("| " + name + " | "
                + events.values().stream()
                        .map(event -> cell(event.apply(state)))
                        .collect(Collectors.joining(" | "))
                + " |"));
        return String.join("\n", lines) + "\n";
    }

    private static <S> String cell(Outcome<S> outcome) {
        return switch (outcome) {
            case Applied<S>(S state, var emitted) ->
                "**" + name(state) + "**"
                        + emitted.stream()
                                .map(each -> ", says " + each.getSchema().getName())
                                .collect(Collectors.joining());
            case Ignored<S> _ -> "·";
            case Deferred<S> _ -> "waits";
            case Impossible<S> _ -> "impossible";
        };
    }

    private static String name(Object state) {
        return state.getClass().getSimpleName();
    }

    private static String replace(String page, String part, String table) {
        var begin = "<!-- " + part + ": rendered from the code; see MatrixTest -->\n";
        int start = page.indexOf(begin);
        int end = page.indexOf("<!-- end of " + part + " -->");
        assertThat(start).as("the place for " + part).isNotNegative();
        assertThat(end).as("the end of " + part).isGreaterThan(start);
        return page.substring(0, start + begin.length()) + table + page.substring(end);
    }
}
