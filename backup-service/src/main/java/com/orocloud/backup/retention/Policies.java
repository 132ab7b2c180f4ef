package com.orocloud.backup.retention;

import com.orocloud.backup.retention.Policy.Copies;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Period;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** The policies by name, read from a YAML file; retention.yaml in the class path is the preset, and shows the form. */
public final class Policies {

    private static final String PRESET = "/retention.yaml";
    private static final Set<String> KEYS =
            Set.of("scheduled", "copies", "pointInTime", "hourly", "weekly", "monthly", "manual");

    private final Map<String, Policy> byName;

    private Policies(Map<String, Policy> byName) {
        this.byName = byName;
    }

    public static Policies preset() {
        try (var in = Policies.class.getResourceAsStream(PRESET)) {
            if (in == null) {
                throw new IllegalStateException(PRESET + " is not in the class path");
            }
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException what it says is no policy; the message says where */
    public static Policies read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return read(in);
        }
    }

    private static Policies read(InputStream in) {
        Object content;
        try {
            content = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
        } catch (YAMLException e) {
            throw new IllegalArgumentException("not YAML: " + e.getMessage(), e);
        }
        if (!(content instanceof Map<?, ?> policies)) {
            throw new IllegalArgumentException("expected policies by name");
        }
        var byName = new TreeMap<String, Policy>();
        policies.forEach((name, policy) -> byName.put(String.valueOf(name), policy(String.valueOf(name), policy)));
        return new Policies(byName);
    }

    public Optional<Policy> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Set<String> names() {
        return byName.keySet();
    }

    private static Policy policy(String name, @Nullable Object content) {
        if (!(content instanceof Map<?, ?> settings)) {
            throw new IllegalArgumentException("policy %s: expected its settings".formatted(name));
        }
        for (var key : settings.keySet()) {
            if (!KEYS.contains(String.valueOf(key))) {
                throw new IllegalArgumentException("policy %s: %s is none of %s".formatted(name, key, KEYS));
            }
        }
        try {
            return new Policy(
                    name,
                    !"false".equals(text(settings, "scheduled", "true")),
                    Copies.valueOf(text(settings, "copies", "EVERY")),
                    "true".equals(text(settings, "pointInTime", "false")),
                    Duration.parse(text(settings, "hourly", "PT0S")),
                    Integer.parseInt(text(settings, "weekly", "0")),
                    Integer.parseInt(text(settings, "monthly", "0")),
                    Period.parse(text(settings, "manual", "P0D")));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IllegalArgumentException("policy %s: %s".formatted(name, e.getMessage()), e);
        }
    }

    private static String text(Map<?, ?> settings, String key, String otherwise) {
        var value = settings.get(key);
        return value == null ? otherwise : value.toString();
    }
}
