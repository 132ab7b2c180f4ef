package com.orocloud.backup.retention;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What {@code deploy/retention} was asked: {@code --name value} or {@code --name=value}, each once. */
final class PreviewArguments {

    private static final Set<String> WITH_VALUE =
            Set.of("--policy", "--zone", "--first", "--now", "--failed", "--policies");
    private static final String DELETED = "--deleted";
    private static final int YEAR_MAX = 9999;

    private final Map<String, String> given = new HashMap<>();
    private final List<String> notes = new ArrayList<>();

    private PreviewArguments() {}

    static String help() {
        return """
            Shows which backups a policy keeps, without any service.

            Usage: deploy/retention --policy NAME --zone ZONE --first INSTANT --now INSTANT [--failed FILE] [--deleted]

              --policy NAME     a policy of the preset: %s
              --zone ZONE       in which Sundays begin and end, for example UTC or America/New_York
              --first INSTANT   the first slot; there is one every hour from then on
              --now INSTANT     when to look; a slot at this very instant is there already
              --failed FILE     the slots that left no usable backup: an instant a line; blank lines and # comments are skipped
              --policies FILE   policies of your own instead of the preset (backup-service/src/main/resources/retention.yaml)
              --deleted         shows what is deleted and why, instead of what is kept

            An INSTANT is like 2026-11-22T20:30Z or 2026-11-22T21:30:00+01:00.
            Prints a line for each kept backup, oldest first: its instant (UTC), a tab, its tiers separated by commas.
            What there is to say beyond that goes to the standard error. Exit code 2: the arguments mean nothing.
            """.formatted(String.join(", ", Policies.preset().names()));
    }

    /**
     * @param deleted true to show what is deleted
     * @param notes what was odd, but no reason to refuse
     */
    record Request(Preview preview, boolean deleted, List<String> notes) {}

    static Request parse(List<String> arguments) throws Misused {
        var parsing = new PreviewArguments();
        parsing.collect(arguments);
        var policy = parsing.policy();
        var zone = parsing.zone();
        var first = parsing.instant("--first");
        var now = parsing.instant("--now");
        if (first.isAfter(now)) {
            throw new Misused(
                    "--first %s is after --now %s; swap them or give an earlier --first".formatted(first, now));
        }
        if (Duration.between(first, now).dividedBy(Preview.INTERVAL) >= Preview.SLOTS_MAX) {
            throw new Misused(
                    "--first %s is more than a hundred years before --now; give a later one".formatted(first));
        }
        var retention = new Retention(policy, zone);
        var schedule = new Preview(retention, first, now, Set.of());
        var preview = new Preview(retention, first, now, parsing.failed(schedule));
        if (!policy.scheduled()) {
            parsing.notes.add("policy %s has no schedule, so there is nothing to keep".formatted(policy.name()));
        }
        return new Request(preview, parsing.given.containsKey(DELETED), List.copyOf(parsing.notes));
    }

    private void collect(List<String> arguments) throws Misused {
        for (int i = 0; i < arguments.size(); i++) {
            var argument = arguments.get(i);
            int equals = argument.indexOf('=');
            var name = equals < 0 ? argument : argument.substring(0, equals);
            if (argument.equals(DELETED)) {
                put(name, "");
            } else if (!WITH_VALUE.contains(name)) {
                throw new Misused("%s is not an argument".formatted(argument));
            } else if (equals >= 0) {
                put(name, argument.substring(equals + 1));
            } else if (i + 1 == arguments.size() || arguments.get(i + 1).startsWith("--")) {
                throw new Misused("%s needs a value".formatted(name));
            } else {
                i++;
                put(name, arguments.get(i));
            }
        }
    }

    private void put(String name, String value) throws Misused {
        if (given.putIfAbsent(name, value) != null) {
            throw new Misused("%s is given twice; give it once".formatted(name));
        }
    }

    private String required(String name) throws Misused {
        var value = given.get(name);
        if (value == null) {
            throw new Misused("%s is missing".formatted(name));
        }
        return value;
    }

    private Policy policy() throws Misused {
        var name = required("--policy");
        var policies = policies();
        return policies.find(name)
                .orElseThrow(() -> new Misused("there is no policy %s; choose one of: %s"
                        .formatted(quoted(name), String.join(", ", policies.names()))));
    }

    private Policies policies() throws Misused {
        var file = given.get("--policies");
        if (file == null) {
            return Policies.preset();
        }
        try {
            return Policies.read(path("--policies", file));
        } catch (IllegalArgumentException e) {
            throw new Misused("--policies %s: %s".formatted(file, e.getMessage()));
        } catch (IOException e) {
            throw unreadable("--policies", file, e);
        }
    }

    private ZoneId zone() throws Misused {
        var name = required("--zone");
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new Misused(
                    "there is no zone %s; give a name of the time zone database, for example UTC or Europe/Berlin"
                            .formatted(quoted(name)));
        }
    }

    private Instant instant(String name) throws Misused {
        var text = required(name);
        try {
            return parseInstant(text);
        } catch (DateTimeException e) {
            throw new Misused("%s %s is no instant; write it like 2026-11-22T20:30Z".formatted(name, quoted(text)));
        }
    }

    private static Instant parseInstant(String text) {
        var parsed = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
        if (parsed.getYear() < 1 || parsed.getYear() >= YEAR_MAX) {
            throw new DateTimeException("the year must be 1 to " + (YEAR_MAX - 1));
        }
        return parsed.toInstant();
    }

    private Set<Instant> failed(Preview schedule) throws Misused {
        var file = given.get("--failed");
        if (file == null) {
            return Set.of();
        }
        List<String> lines;
        try {
            lines = Files.readAllLines(path("--failed", file));
        } catch (IOException e) {
            throw unreadable("--failed", file, e);
        }
        var failed = new HashSet<Instant>();
        int elsewhere = 0;
        for (int i = 0; i < lines.size(); i++) {
            var text = lines.get(i).replaceFirst("#.*", "").strip();
            if (text.isEmpty()) {
                continue;
            }
            var slot = failedSlot(schedule, text, "%s line %d".formatted(file, i + 1));
            if (schedule.isSlot(slot)) {
                failed.add(slot);
            } else {
                elsewhere++;
            }
        }
        if (elsewhere > 0) {
            notes.add("%s: %d failed slots before --first or after --now change nothing".formatted(file, elsewhere));
        }
        return failed;
    }

    private static Instant failedSlot(Preview schedule, String text, String where) throws Misused {
        Instant instant;
        try {
            instant = parseInstant(text);
        } catch (DateTimeException e) {
            throw new Misused(
                    "%s: %s is no instant; write one a line, like 2026-11-22T20:00Z".formatted(where, quoted(text)));
        }
        if (!schedule.isOnTheGrid(instant)) {
            throw new Misused("%s: %s is not a slot; slots are whole hours from --first %s on"
                    .formatted(where, instant, schedule.first()));
        }
        return instant;
    }

    private static Path path(String name, String file) throws Misused {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new Misused("%s %s is no file name".formatted(name, quoted(file)));
        }
    }

    private static Misused unreadable(String name, String file, IOException e) {
        var why = switch (e) {
            case NoSuchFileException _ -> "there is no such file";
            case AccessDeniedException _ -> "it may not be read";
            case CharacterCodingException _ -> "it is not text in UTF-8";
            default -> "it is no readable file (%s)".formatted(e.getMessage());
        };
        return new Misused("%s %s: %s; name a text file".formatted(name, quoted(file), why));
    }

    private static String quoted(String text) {
        return "'" + text + "'";
    }
}
