package com.orocloud.e2e.failover;

import java.util.Arrays;
import java.util.List;

/** How a main goes away. */
enum Kind {
    /** SIGKILL of everything on the node; the kernel answers for it at once. */
    KILLED,
    /** SIGSTOP of everything on the node: connections stay open, nothing answers. */
    FROZEN,
    /** The node works on and nothing gets to it or from it any more; a client beside it still reaches it. */
    CUT_OFF,
    /** Nothing is lost: somebody asked for another main. */
    SWITCHOVER;

    /** As on the command line and in reports. */
    String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException naming the word that is none */
    static List<Kind> parse(String words) {
        return Arrays.stream(words.split(","))
                .map(word -> Arrays.stream(values())
                        .filter(kind -> kind.word().equals(word))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("unknown kind: " + word)))
                .toList();
    }
}
