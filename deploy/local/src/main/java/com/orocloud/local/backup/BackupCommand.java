package com.orocloud.local.backup;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.orocloud.events.BackupHoldRequested;
import com.orocloud.events.BackupReleaseRequested;
import com.orocloud.events.BackupRequested;
import com.orocloud.local.backup.Connection.Trouble;
import com.orocloud.local.backup.Printed.Format;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** {@code deploy/backup}: reads from backup-service, and asks it for changes by requests on a topic. */
@Command(
        name = "deploy/backup",
        description = "Lists, takes, restores and keeps backups of a running system.",
        mixinStandardHelpOptions = true,
        subcommands = RestoreCommand.class,
        footer = {"", "Exit status: 0 done or asked for, 1 not, 2 wrong usage."})
public final class BackupCommand implements Callable<Integer> {

    private static final List<String> BACKUP_COLUMNS =
            List.of("backupId", "state", "trigger", "recoveryPointAt", "bytes", "storedIn", "copyIn", "label");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            scope = ScopeType.INHERIT,
            description = "json or table (default: ${DEFAULT-VALUE})")
    Format format = Format.TABLE;

    @CommandLine.Spec
    CommandLine.Model.@Nullable CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(line().execute(arguments));
    }

    static CommandLine line() {
        return new CommandLine(new BackupCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, line, _) -> {
                    if (failure instanceof Trouble trouble) {
                        line.getErr().println(trouble.getMessage());
                        return ExitCode.SOFTWARE;
                    }
                    throw failure;
                });
    }

    @Override
    public Integer call() {
        var line = Objects.requireNonNull(spec).commandLine();
        line.usage(line.getErr());
        return ExitCode.USAGE;
    }

    @Command(name = "list", description = "An environment's backups, the newest first, 25 a page.")
    int list(
            @Mixin Connection connection,
            @Parameters(paramLabel = "ENVIRONMENT") String environment,
            @Option(names = "--cursor", paramLabel = "CURSOR", description = "of the page before, to go on from there")
                    @Nullable
                    String cursor) {
        var path = backups(environment) + (cursor == null ? "" : "?cursor=" + Connection.encoded(cursor));
        var page = connection.get(path).getAsJsonObject();
        printed().show(page, page.get("backups"), BACKUP_COLUMNS);
        if (format == Format.TABLE
                && page.has("nextCursor")
                && !page.get("nextCursor").isJsonNull()) {
            out().println("more: --cursor " + page.get("nextCursor").getAsString());
        }
        return ExitCode.OK;
    }

    @Command(name = "posture", description = "How well an environment is protected now.")
    int posture(@Mixin Connection connection, @Parameters(paramLabel = "ENVIRONMENT") String environment) {
        printed().show(connection.get("/environments/" + Connection.encoded(environment) + "/posture"));
        return ExitCode.OK;
    }

    @Command(name = "point-in-time", description = "To which seconds the database can be brought, the newest first.")
    int pointInTime(@Mixin Connection connection, @Parameters(paramLabel = "ENVIRONMENT") String environment) {
        var page = connection.get(pointInTime(environment)).getAsJsonObject();
        printed().show(page, page.get("stretches"), List.of("from", "until", "state", "backupId", "why"));
        return ExitCode.OK;
    }

    @Command(name = "dry-run", description = "What retention deletes at its next look and what it keeps, and why.")
    int dryRun(@Mixin Connection connection, @Parameters(paramLabel = "ENVIRONMENT") String environment) {
        var decided = connection
                .get("/environments/" + Connection.encoded(environment) + "/retention")
                .getAsJsonObject();
        if (format == Format.JSON) {
            printed().show(decided);
            return ExitCode.OK;
        }
        var columns = List.of("backupId", "at", "tiers", "guards", "why");
        out().println("to be deleted:");
        printed().show(decided, decided.get("delete"), columns);
        out().println("to be kept:");
        printed().show(decided, decided.get("keep"), columns);
        return ExitCode.OK;
    }

    @Command(name = "create", description = "Asks for a backup now, and prints its id.")
    int create(
            @Mixin Connection connection,
            @Parameters(paramLabel = "ENVIRONMENT") String environment,
            @Option(names = "--label", paramLabel = "TEXT", description = "what it is for") @Nullable String label) {
        var backupId = UUID.randomUUID();
        connection.say(new BackupRequested(connection.meta(environment), environment, backupId, label));
        return asked("backupId", backupId);
    }

    @Command(name = "hold", description = "Keeps a backup whatever its age, until it is released.")
    int hold(
            @Mixin Connection connection,
            @Parameters(paramLabel = "ENVIRONMENT") String environment,
            @Parameters(paramLabel = "BACKUP") UUID backupId,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            required = true,
                            description = "for those who wonder later")
                    String reason) {
        connection.say(new BackupHoldRequested(connection.meta(environment), environment, backupId, reason));
        return asked("backupId", backupId);
    }

    @Command(name = "release", description = "Ends a hold.")
    int release(
            @Mixin Connection connection,
            @Parameters(paramLabel = "ENVIRONMENT") String environment,
            @Parameters(paramLabel = "BACKUP") UUID backupId) {
        connection.say(new BackupReleaseRequested(connection.meta(environment), environment, backupId));
        return asked("backupId", backupId);
    }

    @Command(name = "restores", description = "An environment's restores, the newest first.")
    int restores(@Mixin Connection connection, @Parameters(paramLabel = "ENVIRONMENT") String environment) {
        var page = connection
                .get("/environments/" + Connection.encoded(environment) + "/restores")
                .getAsJsonObject();
        printed()
                .show(
                        page,
                        page.get("restores"),
                        List.of("restoreId", "state", "backupId", "databaseAt", "scope", "step", "changedAt", "codes"));
        return ExitCode.OK;
    }

    @Command(
            name = "rebuild",
            description = "Makes the catalogue anew from the buckets alone, when its database is lost.")
    int rebuild(
            @Mixin Connection connection,
            @Parameters(
                            paramLabel = "REGION",
                            arity = "1..*",
                            description = "whose buckets to read, for example GCP:europe-west4")
                    List<String> regions) {
        var wanted = new JsonObject();
        wanted.add("regions", new Gson().toJsonTree(regions));
        var result = connection.post("/catalogue/rebuild", wanted).getAsJsonObject();
        printed().show(result);
        return result.get("refused").getAsJsonArray().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private int asked(String name, UUID id) {
        var answer = new JsonObject();
        answer.addProperty(name, id.toString());
        printed().show(answer);
        return ExitCode.OK;
    }

    Printed printed() {
        return new Printed(out(), format);
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    static String pointInTime(String environment) {
        return "/environments/" + Connection.encoded(environment) + "/point-in-time";
    }

    private static String backups(String environment) {
        return "/environments/" + Connection.encoded(environment) + "/backups";
    }
}
