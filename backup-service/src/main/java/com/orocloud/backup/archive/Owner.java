package com.orocloud.backup.archive;

import com.orocloud.backup.archive.ObjectStore.Location;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/** Whose backup it is. Every sealed thing is bound to it, so that nothing opens in another's place. */
public record Owner(String tenantId, String environmentId, UUID backupId) {

    /** Whose manifest stands under this key; empty if it is another kind of object. */
    static Optional<Owner> ofManifest(String key) {
        var parts = key.split("/", -1);
        if (parts.length != 4 || !parts[3].equals(Part.MANIFEST.key())) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Owner(parts[0], parts[1], UUID.fromString(parts[2])));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    Location location(String region, Part part) {
        return new Location(region, folder() + part.key());
    }

    /** Where a stretch of the log is that begins there. */
    Location log(String region, long start) {
        return new Location(region, folder() + LogStretch.key(start));
    }

    Location folder(String region) {
        return new Location(region, folder());
    }

    /** Associated data of the encryption. */
    byte[] bound(String what) {
        return (tenantId + "|" + environmentId + "|" + backupId + "|" + what).getBytes(StandardCharsets.UTF_8);
    }

    private String folder() {
        return tenantId + "/" + environmentId + "/" + backupId + "/";
    }
}
