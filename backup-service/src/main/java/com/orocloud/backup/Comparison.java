package com.orocloud.backup;

import com.orocloud.backup.archive.Manifest.FileContent;
import com.orocloud.backup.archive.Manifest.TableContent;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was restored against what the manifest says. */
final class Comparison {

    /** Names in a finding's detail; the rest is counted. */
    private static final int NAMED_MAX = 5;

    private Comparison() {}

    static Finding rowCounts(List<TableContent> expected, List<TableContent> found, Duration took) {
        return compare("row counts", counts(expected), counts(found), took);
    }

    static Finding contents(List<TableContent> expected, List<TableContent> found, Duration took) {
        return compare("content digests", by(expected, TableContent::name), by(found, TableContent::name), took);
    }

    static Finding files(List<FileContent> expected, List<FileContent> found, Duration took) {
        return compare("file digests", by(expected, FileContent::name), by(found, FileContent::name), took);
    }

    private static Map<String, Long> counts(List<TableContent> tables) {
        return tables.stream().collect(Collectors.toMap(TableContent::name, TableContent::rows));
    }

    private static <T> Map<String, T> by(List<T> all, Function<T, String> name) {
        return all.stream().collect(Collectors.toMap(name, Function.identity()));
    }

    private static <T> Finding compare(String name, Map<String, T> expected, Map<String, T> found, Duration took) {
        var different = new TreeSet<String>();
        var all = new HashSet<>(expected.keySet());
        all.addAll(found.keySet());
        for (String each : all) {
            if (!Objects.equals(expected.get(each), found.get(each))) {
                different.add(each);
            }
        }
        return new Finding(name, different.isEmpty(), took.toMillis(), detail(different, expected.size()));
    }

    private static @Nullable String detail(Set<String> different, int expected) {
        return different.isEmpty()
                ? expected + " agree"
                : "%d differ: %s"
                        .formatted(
                                different.size(),
                                different.stream().limit(NAMED_MAX).toList());
    }
}
