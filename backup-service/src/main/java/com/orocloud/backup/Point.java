package com.orocloud.backup;

import com.orocloud.backup.archive.StoredObject;
import com.orocloud.events.BackupObject;
import java.time.Instant;
import java.util.List;

/**
 * What a completed backup holds, and the instant it restores to.
 *
 * @param recoveryPointAt when the database snapshot was taken
 * @param manifestSha256 of the manifest as stored: no other manifest is this backup's
 */
record Point(
        Instant recoveryPointAt,
        Instant mediaCapturedAt,
        List<StoredObject> objects,
        String keyId,
        String manifestUri,
        String manifestSha256) {

    Point {
        objects = List.copyOf(objects);
    }

    /** What a restore has to read. */
    long bytes() {
        return objects.stream().mapToLong(StoredObject::bytes).sum();
    }

    List<BackupObject> records() {
        return objects.stream()
                .map(object -> new BackupObject(object.part().name(), object.uri(), object.bytes(), object.sha256()))
                .toList();
    }
}
