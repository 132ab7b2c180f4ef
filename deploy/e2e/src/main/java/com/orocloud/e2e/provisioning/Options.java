package com.orocloud.e2e.provisioning;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the user asked for. */
record Options(@Nullable Path report, int environments, int percent) {

    static final String USAGE = """
            usage: deploy/bench provisioning [--report FILE] [--environments N] [--percent N]

              Starts provisioning-service with a broker, a database and a cloud whose machines are inert. Builds one
              environment at a time on each provider, then many at once while creations are spoiled by every kind of
              fault that a cloud knows. Exit status 0 only if all came to an end, nothing was orphaned or built twice,
              and calls and times are within the limits.

              --report FILE      write what was measured as JSON (its fields: deploy/provisioning-report.schema.json)
              --environments N   how many at once, 100 if not said
              --percent N        share of creations that each kind of fault spoils, 10 if not said
            """;

    private static final int ENVIRONMENTS = 100;
    private static final int MOST_ENVIRONMENTS = 1_000;
    private static final int PERCENT = 10;
    private static final int WHOLE = 100;

    static Options parse(String[] args) {
        Path report = null;
        int environments = ENVIRONMENTS;
        int percent = PERCENT;
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new IllegalArgumentException("unknown option or missing value: " + args[i]);
            }
            String value = args[i + 1];
            switch (args[i]) {
                case "--report" -> report = Path.of(value).toAbsolutePath();
                case "--environments" -> environments = Integer.parseInt(value);
                case "--percent" -> percent = Integer.parseInt(value);
                default -> throw new IllegalArgumentException("unknown option: " + args[i]);
            }
        }
        if (environments < 2 || environments > MOST_ENVIRONMENTS || percent < 0 || percent > WHOLE) {
            throw new IllegalArgumentException(
                    "2 to " + MOST_ENVIRONMENTS + " environments, and a percentage from 0 to " + WHOLE);
        }
        return new Options(report, environments, percent);
    }
}
