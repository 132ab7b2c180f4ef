package com.orocloud.backup;

import com.orocloud.events.Check;
import org.jspecify.annotations.Nullable;

/** One thing that was looked at after a restore, and how it was found. */
record Finding(
        String name,
        boolean passed,
        long durationMs,
        @Nullable String detail) {

    Check record() {
        return new Check(name, passed, durationMs, detail);
    }
}
