package com.orocloud.backup.archive;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What a backup holds, complete enough to restore it from the bucket alone.
 *
 * @param wrappedKey the backup's own key, wrapped by {@code keyId} and bound to its owner, in Base64
 */
public record Manifest(
        int formatVersion,
        String tenantId,
        String environmentId,
        UUID backupId,
        long siteEpoch,
        Instant startedAt,
        Instant recoveryPointAt,
        Instant mediaCapturedAt,
        String commitHash,
        String engine,
        String keyId,
        String wrappedKey,
        DatabasePart database,
        MediaPart media) {

    public static final int FORMAT_VERSION = 1;

    /** @param plain the dump before compression and encryption, with what was read under the same snapshot */
    public record DatabasePart(StoredObject stored, Plain plain, List<TableContent> tables) {
        public DatabasePart {
            tables = List.copyOf(tables);
        }
    }

    public record MediaPart(StoredObject stored, Plain plain, List<FileContent> files) {
        public MediaPart {
            files = List.copyOf(files);
        }
    }

    /** A part before it was sealed. */
    public record Plain(long bytes, String sha256) {}

    /** @param sha256 over the hashes of all rows, ordered */
    public record TableContent(String name, long rows, String sha256) {}

    public record FileContent(String name, long bytes, String sha256) {}

    Owner owner() {
        return new Owner(tenantId, environmentId, backupId);
    }

    StoredObject object(Part part) {
        return part == Part.DATABASE ? database.stored() : media.stored();
    }

    Plain plain(Part part) {
        return part == Part.DATABASE ? database.plain() : media.plain();
    }
}
