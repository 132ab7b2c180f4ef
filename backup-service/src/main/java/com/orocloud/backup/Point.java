package com.orocloud.backup;

import com.orocloud.backup.archive.Part;
import com.orocloud.backup.archive.StoredObject;
import com.orocloud.events.BackupObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a completed backup holds, and the instant it restores to.
 *
 * @param recoveryPointAt when the database snapshot was taken
 * @param cluster null if only the logical kind was taken
 * @param manifestSha256 of the manifest as stored: no other manifest is this backup's
 */
record Point(
        Instant recoveryPointAt,
        Instant mediaCapturedAt,
        List<StoredObject> objects,
        String keyId,
        String manifestUri,
        String manifestSha256,
        @Nullable Cluster cluster) {

    Point {
        objects = List.copyOf(objects);
    }

    Point(
            Instant recoveryPointAt,
            Instant mediaCapturedAt,
            List<StoredObject> objects,
            String keyId,
            String manifestUri,
            String manifestSha256) {
        this(recoveryPointAt, mediaCapturedAt, objects, keyId, manifestUri, manifestSha256, null);
    }

    /**
     * The files of the whole database cluster, which with the log that follows them restore any second since.
     *
     * @param logFrom first byte of the log that is not among the files
     * @param consistentFrom the first instant that they restore
     */
    record Cluster(int timeline, long logFrom, Instant consistentFrom) {}

    /** What a restore has to read; one to another instant reads the files of the cluster too. */
    long bytes() {
        return objects.stream()
                .filter(object -> object.part() != Part.CLUSTER)
                .mapToLong(StoredObject::bytes)
                .sum();
    }

    List<BackupObject> records() {
        return objects.stream()
                .map(object -> new BackupObject(object.part().name(), object.uri(), object.bytes(), object.sha256()))
                .toList();
    }
}
