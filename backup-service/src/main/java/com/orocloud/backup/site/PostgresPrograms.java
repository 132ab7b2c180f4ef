package com.orocloud.backup.site;

import com.orocloud.backup.archive.Manifest.TableContent;
import com.orocloud.backup.archive.Manifest.WalSpan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's own programs: nobody else's dump is as complete. */
public final class PostgresPrograms {

    private static final Duration EXIT_WITHIN = Duration.ofSeconds(30);

    /** A restore makes its indexes after it has read all of the dump. */
    private static final Duration RESTORE_EXIT_WITHIN = Duration.ofHours(1);

    /** Longer than any wait of a healthy server for the next rows. */
    private static final Duration SILENCE_MAX = Duration.ofMinutes(2);

    /** The files of a cluster come when the server has ended a checkpoint, which takes several times as long. */
    private static final int CHECKPOINT_SHARE = 5;

    private static final int COMPLAINT_CHARACTERS_MAX = 2_000;
    private static final int BUFFER_BYTES = 1 << 18;

    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");
    private static final Pattern WAL_START = Pattern.compile("start point: (\\S+) on timeline (\\d+)");
    private static final Pattern WAL_END = Pattern.compile("end point: (\\S+)");

    private final Path bin;
    private final Duration silenceMax;

    public PostgresPrograms(Path bin) {
        this(bin, SILENCE_MAX);
    }

    /** @param silenceMax how long a dump may give nothing before it fails */
    public PostgresPrograms(Path bin, Duration silenceMax) {
        this.bin = bin;
        this.silenceMax = silenceMax;
    }

    /** Decides who reads the rows of a dump, when its head was read. */
    @FunctionalInterface
    interface RowReading {
        /** Null if pg_dump shall go on and read them. */
        @Nullable
        RowStreams instead(DumpReader head);
    }

    /**
     * Dumps uncompressed: zstd compresses better and faster than the dump's own gzip.
     *
     * @return what rows are in the dump, by the names of their tables
     */
    Map<String, TableContent> dump(
            PostgresServer server, String database, String snapshot, RowReading reading, OutputStream out)
            throws IOException, InterruptedException, SQLException {
        var command = List.of(
                program("pg_dump"),
                "--format=custom",
                "--compress=0",
                "--snapshot=" + snapshot,
                "--no-password",
                "--dbname=" + database);
        var environment = new HashMap<>(server.environment());
        environment.put("PGOPTIONS", options(Contents.TEXT_SETTINGS));
        var contents = new HashMap<String, TableContent>();
        var instead = new AtomicReference<@Nullable RowStreams>();
        try {
            talk(command, environment, EXIT_WITHIN, process -> {
                process.getOutputStream().close();
                try (var in = new SilenceLimit(process, silenceMax)) {
                    var head = DumpReader.of(in);
                    var streams = reading.instead(head);
                    instead.set(streams);
                    if (streams == null) {
                        contents.putAll(head.passOn(out));
                        return true;
                    }
                    head.writeHead(out);
                    // it has told all that only it knows
                    process.destroy();
                    return false;
                }
            });
            var streams = instead.get();
            if (streams != null) {
                contents.putAll(streams.write(out));
            }
            return contents;
        } finally {
            RowStreams.closeIfOpen(instead.get());
        }
    }

    private static String options(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> "-c %s=%s".formatted(setting.getKey(), setting.getValue()))
                .collect(Collectors.joining(" "));
    }

    /**
     * Writes the files of the whole cluster as one tar, with the log that makes them consistent.
     *
     * @throws IOException also if the cluster has tablespaces of its own, which one stream cannot hold
     */
    WalSpan baseBackup(PostgresServer server, OutputStream out) throws IOException, InterruptedException {
        var command = List.of(
                program("pg_basebackup"),
                "--pgdata=-",
                "--format=tar",
                "--wal-method=fetch",
                "--checkpoint=fast",
                "--label=orocloud",
                "--verbose",
                "--no-password");
        var environment = new HashMap<>(server.environment());
        environment.put("LC_ALL", "C.UTF-8");
        var said = run(command, environment, process -> {
            process.getOutputStream().close();
            try (var in = new SilenceLimit(process, silenceMax.multipliedBy(CHECKPOINT_SHARE))) {
                transfer(in, out);
            }
        });
        var start = WAL_START.matcher(said);
        var end = WAL_END.matcher(said);
        if (!start.find() || !end.find()) {
            throw new IOException("pg_basebackup does not tell what it needs of the log: " + said);
        }
        return new WalSpan(Integer.parseInt(start.group(2)), start.group(1), end.group(1));
    }

    /** For example 15. */
    public int majorVersion() throws IOException, InterruptedException {
        var said = new ByteArrayOutputStream();
        run(List.of(program("pg_basebackup"), "--version"), Map.of(), process -> {
            process.getOutputStream().close();
            process.getInputStream().transferTo(said);
        });
        var version = VERSION.matcher(said.toString(StandardCharsets.UTF_8));
        if (!version.find()) {
            throw new IOException("pg_basebackup does not tell its version: " + said.toString(StandardCharsets.UTF_8));
        }
        return Integer.parseInt(version.group(1));
    }

    private static void transfer(InputStream in, OutputStream out) throws IOException {
        var buffer = new byte[BUFFER_BYTES];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            out.write(buffer, 0, read);
        }
    }

    /** Whom a restored database belongs to. */
    public enum Ownership {
        /** The application's role; grants as they were. */
        OF_THE_SHOP,
        /** Whoever restores: the roles of the dump do not exist there. */
        OF_THE_RESTORER;

        private List<String> options() {
            return switch (this) {
                case OF_THE_SHOP -> List.of("--no-owner", "--role=shop");
                case OF_THE_RESTORER -> List.of("--no-owner", "--no-privileges");
            };
        }
    }

    /**
     * Fills an empty database, with all of the dump or nothing of it.
     *
     * @throws DoesNotRestore PostgreSQL did not take it
     */
    public void restore(PostgresServer server, String database, Ownership ownership, InputStream dump)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                program("pg_restore"),
                "--exit-on-error",
                "--single-transaction",
                "--no-password",
                "--dbname=" + database));
        command.addAll(ownership.options());
        try {
            run(command, server.environment(), RESTORE_EXIT_WITHIN, process -> {
                try (var in = process.getOutputStream()) {
                    dump.transferTo(in);
                }
            });
        } catch (IOException e) {
            throw new DoesNotRestore(e);
        }
    }

    /** How long a server that gives rows may give nothing. */
    Duration silenceMax() {
        return silenceMax;
    }

    String program(String name) {
        return bin.resolve(name).toString();
    }

    /** What is exchanged with a running program. */
    @FunctionalInterface
    interface Exchange {
        void with(Process process) throws IOException;
    }

    /**
     * @return what it said on the side
     * @throws IOException the program failed; says what it complained about
     */
    static String run(List<String> command, Map<String, String> environment, Exchange exchange)
            throws IOException, InterruptedException {
        return run(command, environment, EXIT_WITHIN, exchange);
    }

    private static String run(
            List<String> command, Map<String, String> environment, Duration exitWithin, Exchange exchange)
            throws IOException, InterruptedException {
        return talk(command, environment, exitWithin, process -> {
            exchange.with(process);
            return true;
        });
    }

    /** Exchanges something with a running program; false if it has ended the program before its own end. */
    @FunctionalInterface
    private interface Talk {
        boolean with(Process process) throws IOException;
    }

    private static String talk(List<String> command, Map<String, String> environment, Duration exitWithin, Talk talk)
            throws IOException, InterruptedException {
        var complaints = Files.createTempFile("orocloud-", ".err");
        try {
            var builder =
                    new ProcessBuilder(command).directory(Path.of("/").toFile()).redirectError(complaints.toFile());
            builder.environment().putAll(environment);
            var process = builder.start();
            try {
                IOException broken = null;
                boolean toItsEnd = true;
                try {
                    toItsEnd = talk.with(process);
                } catch (IOException e) {
                    broken = e;
                }
                var exited = process.waitFor((broken == null ? exitWithin : EXIT_WITHIN).toSeconds(), TimeUnit.SECONDS);
                if (broken != null || !exited || (toItsEnd && process.exitValue() != 0)) {
                    throw failure(command, process, complaints, broken);
                }
                return Files.readString(complaints);
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Files.deleteIfExists(complaints);
        }
    }

    private static IOException failure(List<String> command, Process process, Path complaints, @Nullable IOException e)
            throws IOException {
        var said = Files.readString(complaints).strip();
        var shortened = said.substring(0, Math.min(said.length(), COMPLAINT_CHARACTERS_MAX));
        var how = process.isAlive() ? "did not end" : "ended with " + process.exitValue();
        var why = shortened.isEmpty() && e != null ? String.valueOf(e.getMessage()) : shortened;
        return new IOException("%s %s: %s".formatted(Path.of(command.getFirst()).getFileName(), how, why), e);
    }
}
