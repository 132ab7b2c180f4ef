package com.orocloud.e2e;

import com.orocloud.local.Progress;
import java.util.ArrayList;
import java.util.List;

/** What had to hold, and whether it did. */
final class Checks {

    private final Progress progress;
    private final List<Check> all = new ArrayList<>();

    Checks(Progress progress) {
        this.progress = progress;
    }

    /** One promise and what was seen of it. */
    record Check(String name, boolean held, String seen) {}

    synchronized void that(String name, boolean held, String seen) {
        all.add(new Check(name, held, seen));
        progress.say("%s %s: %s".formatted(held ? "✓" : "✗", name, seen));
    }

    synchronized List<Check> all() {
        return List.copyOf(all);
    }

    synchronized boolean allHeld() {
        return all.stream().allMatch(Check::held);
    }
}
