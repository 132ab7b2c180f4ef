package com.orocloud.provisioning.environment;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What an environment still needs before it is in service.
 *
 * @param verified backups that were restored as a test, newest last
 * @param replicated backups with a usable copy in another region, newest last
 * @param named true when its names answer
 */
record Gates(List<UUID> verified, List<UUID> replicated, boolean named) {

    /** Backups remembered while waiting; an environment that is not in service after that many has other trouble. */
    private static final int REMEMBERED = 48;

    static final Gates CLOSED = new Gates(List.of(), List.of(), false);

    Gates withVerified(UUID backupId) {
        return new Gates(with(verified, backupId), replicated, named);
    }

    Gates withReplicated(UUID backupId) {
        return new Gates(verified, with(replicated, backupId), named);
    }

    Gates withNames() {
        return new Gates(verified, replicated, true);
    }

    /** @param copyNeeded true if the environment has a recovery region, so that a copy must be outside */
    boolean open(boolean copyNeeded) {
        boolean backedUp = copyNeeded ? verified.stream().anyMatch(replicated::contains) : !verified.isEmpty();
        return named && backedUp;
    }

    private static List<UUID> with(List<UUID> known, UUID id) {
        if (known.contains(id)) {
            return known;
        }
        var all = new ArrayList<>(known);
        all.add(id);
        return List.copyOf(all.subList(Math.max(0, all.size() - REMEMBERED), all.size()));
    }
}
