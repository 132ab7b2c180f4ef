package com.orocloud.failover.redundancy;

/**
 * What one look at a node showed.
 *
 * @param detail in words, for whoever is told
 */
record Look(Grade grade, String detail) {

    enum Grade {
        WORKS,
        /** Answers that something is wrong; takes part in the work only as long as no other node does better. */
        AILING,
        /** Answers, and does not do its work. */
        IDLE,
        SILENT
    }

    static Look works(String detail) {
        return new Look(Grade.WORKS, detail);
    }

    static Look ailing(String detail) {
        return new Look(Grade.AILING, detail);
    }

    static Look idle(String detail) {
        return new Look(Grade.IDLE, detail);
    }

    static Look silent(String detail) {
        return new Look(Grade.SILENT, detail);
    }

    boolean answers() {
        return grade != Grade.SILENT;
    }
}
