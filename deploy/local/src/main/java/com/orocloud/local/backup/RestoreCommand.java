package com.orocloud.local.backup;

import com.google.gson.JsonObject;
import com.orocloud.events.RestoreRequested;
import com.orocloud.events.RestoreScope;
import com.orocloud.events.SiteRole;
import com.orocloud.local.backup.Connection.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code deploy/backup restore}: replaces what an environment holds, and tells how far it is until it is done. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Replaces what an environment holds by a backup.",
            "Its visitors see the maintenance page meanwhile, and it is backed up first."
        })
final class RestoreCommand implements Callable<Integer> {

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration HEARD_WITHIN = Duration.ofSeconds(30);
    private static final Set<String> ENDED = Set.of("COMPLETED", "FAILED", "REJECTED");

    @Spec
    @Nullable
    CommandSpec spec;

    @ParentCommand
    @Nullable
    BackupCommand parent;

    @Mixin
    @Nullable
    Connection connection;

    @Parameters(index = "0", paramLabel = "ENVIRONMENT", description = "what is to be changed")
    String environment = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "BACKUP",
            description = "what it is to hold; may be left out with --at")
    @Nullable
    UUID backupId;

    @Option(
            names = "--at",
            paramLabel = "INSTANT",
            description = {
                "bring the database to this second, for example 2026-11-22T20:30:00Z;",
                "the files are those of the newest backup before it"
            })
    @Nullable
    Instant at;

    @Option(names = "--scope", defaultValue = "ALL", description = "ALL, DATABASE or MEDIA (default: ${DEFAULT-VALUE})")
    RestoreScope scope = RestoreScope.ALL;

    @Option(
            names = "--from",
            paramLabel = "ENVIRONMENT",
            description = "whose backup it is, if another's of the project")
    @Nullable
    String from;

    @Option(
            names = "--confirm",
            paramLabel = "NAME",
            description = "the environment's name again; needed for PRODUCTION")
    @Nullable
    String typedName;

    @Option(names = "--no-safety-backup", description = "where there is nothing left to save")
    boolean withoutSafetyBackup;

    @Option(names = "--no-wait", description = "only ask, and print the restore's id")
    boolean withoutWaiting;

    @Override
    public Integer call() throws InterruptedException {
        var to = Objects.requireNonNull(connection);
        var commands = Objects.requireNonNull(parent);
        var id = backupId == null ? backupBefore(to) : backupId;
        var restoreId = UUID.randomUUID();
        to.say(RestoreRequested.newBuilder()
                .setMeta(to.meta(environment))
                .setEnvironmentId(environment)
                .setSiteEpoch(0)
                .setRestoreId(restoreId)
                .setBackupId(id)
                .setScope(scope)
                .setTargetSite(SiteRole.UNKNOWN)
                .setSourceEnvironmentId(from)
                .setTypedName(typedName)
                .setSafetyBackup(!withoutSafetyBackup)
                .setDatabaseAt(at)
                .build());
        if (withoutWaiting) {
            var asked = new JsonObject();
            asked.addProperty("restoreId", restoreId.toString());
            commands.printed().show(asked);
            return ExitCode.OK;
        }
        var ended = follow(to, restoreId);
        commands.printed().show(ended);
        return ended.get("state").getAsString().equals("COMPLETED") ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private UUID backupBefore(Connection to) {
        if (at == null) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "which backup, or which second? deploy/backup list and deploy/backup point-in-time show them");
        }
        var source = from == null ? environment : from;
        var found = to.get(BackupCommand.pointInTime(source) + "?at=" + Connection.encoded(at.toString()))
                .getAsJsonObject()
                .get("backupId");
        if (found == null || found.isJsonNull()) {
            throw new Trouble("no proved backup of %s is older than %s".formatted(source, at));
        }
        return UUID.fromString(found.getAsString());
    }

    private JsonObject follow(Connection to, UUID restoreId) throws InterruptedException {
        var path = "/environments/%s/restores/%s".formatted(Connection.encoded(environment), restoreId);
        var asked = Instant.now();
        var told = "";
        while (true) {
            try {
                var now = to.get(path).getAsJsonObject();
                var where = where(now);
                if (!where.equals(told)) {
                    System.err.println(where);
                    told = where;
                }
                if (ENDED.contains(now.get("state").getAsString())) {
                    return now;
                }
            } catch (Trouble notYet) {
                if (told.isEmpty() && asked.plus(HEARD_WITHIN).isBefore(Instant.now())) {
                    throw notYet;
                }
            }
            Thread.sleep(LOOK_EVERY);
        }
    }

    private static String where(JsonObject restore) {
        var step = restore.get("step");
        return step == null || step.isJsonNull()
                ? restore.get("state").getAsString()
                : "%s (%s of %s steps done)"
                        .formatted(
                                step.getAsString(),
                                restore.get("stepsDone").getAsString(),
                                restore.get("stepsAll").getAsString());
    }
}
