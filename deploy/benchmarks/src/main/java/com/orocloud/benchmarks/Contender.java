package com.orocloud.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that is measured.
 *
 * @param key short name, unique within the kind
 * @param name what exactly is run
 * @param rounds at most; one is enough for what is far behind
 * @param missing why it cannot be run here; null if it can
 */
record Contender(
        String key,
        String name,
        Kind kind,
        int rounds,
        @Nullable String missing,
        Work work) {

    static final int AS_MANY_AS_ASKED = Integer.MAX_VALUE;

    enum Kind {
        LOGICAL_BACKUP,
        PHYSICAL_BACKUP,
        PHYSICAL_RESTORE;

        String spoken() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** @param round 0 is the one that does not count */
    boolean isRunIn(int round) {
        return round == 0 ? rounds > 1 : round <= rounds;
    }

    String id() {
        return kind + "/" + key;
    }

    /** One round. */
    @FunctionalInterface
    interface Work {
        /** @return bytes of what was put out, or read in by a restore */
        long run() throws IOException, InterruptedException, SQLException;
    }
}
