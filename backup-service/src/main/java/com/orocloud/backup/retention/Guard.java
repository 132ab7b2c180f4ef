package com.orocloud.backup.retention;

/** Why nobody can delete a backup, whatever the policy says. */
public enum Guard {
    NEWEST_USABLE("it is the newest usable point"),
    NEWEST_OFF_REGION("it is the newest usable point with a copy outside the region"),
    ONLY_PROVEN_OF_ITS_CLASS("no other proven point of its class is left"),
    NO_NEWER_PROVEN("it is not proven yet, and nothing newer is"),
    EVIDENCE("it does not restore, and is evidence for 30 days"),
    LAST("it is the last backup of an environment that ended"),
    SECONDS("its log holds seconds that the policy promises"),
    HELD("it is held"),
    IN_USE("a restore uses it");

    private final String because;

    Guard(String because) {
        this.because = because;
    }

    public String because() {
        return because;
    }
}
