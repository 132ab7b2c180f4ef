package com.orocloud.backup.retention;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Shows what a policy keeps, without any service: {@code deploy/retention}. */
public final class RetentionCommand {

    private static final int MISUSED = 2;

    private final PrintStream out;
    private final PrintStream notes;

    RetentionCommand(PrintStream out, PrintStream notes) {
        this.out = out;
        this.notes = notes;
    }

    public static void main(String[] arguments) {
        var buffered = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out));
        int code;
        try (var out = new PrintStream(buffered, false, StandardCharsets.UTF_8)) {
            code = new RetentionCommand(out, System.err).run(List.of(arguments));
        }
        System.exit(code);
    }

    /** @return the exit code */
    int run(List<String> arguments) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.print(PreviewArguments.help());
            return 0;
        }
        try {
            show(PreviewArguments.parse(arguments));
            return 0;
        } catch (Misused e) {
            notes.println("retention: " + e.getMessage());
            notes.println("Try: deploy/retention --help");
            return MISUSED;
        }
    }

    private void show(PreviewArguments.Request request) {
        request.notes().forEach(note -> notes.println("note: " + note));
        for (var verdict : request.preview().verdicts()) {
            var at = verdict.candidate().at();
            if (verdict.kept() != request.deleted()) {
                out.println(at + "\t" + (verdict.kept() ? tiers(verdict) : verdict.why()));
            }
            if (verdict.kept()
                    && (verdict.tiers().isEmpty() || !verdict.substitutes().isEmpty())) {
                notes.println("note: %s is kept: %s".formatted(at, verdict.why()));
            }
        }
    }

    private static String tiers(Verdict verdict) {
        return new TreeSet<>(verdict.tiers()).stream().map(Tier::name).collect(Collectors.joining(","));
    }
}
