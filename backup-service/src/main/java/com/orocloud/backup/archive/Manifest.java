package com.orocloud.backup.archive;

import com.orocloud.backup.archive.Refusal.Reason;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a backup holds, complete enough to restore it from the bucket alone.
 *
 * @param cluster null if only the logical kind was taken
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
        MediaPart media,
        @Nullable ClusterPart cluster) {

    /** Of new backups. Those of every format since 1 are restored. */
    public static final int FORMAT_VERSION = 3;

    /** Before, digests of tables were of another kind. */
    public static final int ROWS_IN_ORDER_SINCE = 2;

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

    /**
     * @param wal what must be replayed before the files are consistent; it is among them
     * @param consistentFrom by the database's clock: to no instant before this one can the files be brought
     */
    public record ClusterPart(StoredObject stored, Plain plain, WalSpan wal, Instant consistentFrom) {}

    /** A stretch of the write-ahead log; positions as PostgreSQL writes them, for example 0/3000028. */
    public record WalSpan(int timeline, String start, String end) {}

    /**
     * A part before it was sealed.
     *
     * @param sha256 null since format 3: what opens is authentic, whose checksum the compression keeps beside it, and the
     *     contents have digests of their own
     */
    public record Plain(long bytes, @Nullable String sha256) {}

    /**
     * A table by schema and name.
     *
     * @param sha256 over its rows as COPY writes them, in the order of the dump
     */
    public record TableContent(String name, long rows, String sha256) {}

    public record FileContent(String name, long bytes, String sha256) {}

    Owner owner() {
        return new Owner(tenantId, environmentId, backupId);
    }

    StoredObject object(Part part) throws Refusal {
        return switch (part) {
            case DATABASE -> database.stored();
            case MEDIA -> media.stored();
            case CLUSTER -> clusterPart().stored();
            case LOG, MANIFEST -> throw new IllegalArgumentException("a manifest does not describe its " + part);
        };
    }

    Plain plain(Part part) throws Refusal {
        return switch (part) {
            case DATABASE -> database.plain();
            case MEDIA -> media.plain();
            case CLUSTER -> clusterPart().plain();
            case LOG, MANIFEST -> throw new IllegalArgumentException("a manifest does not describe its " + part);
        };
    }

    /** @throws Refusal the backup was taken without the files of the cluster */
    public ClusterPart clusterPart() throws Refusal {
        if (cluster == null) {
            throw new Refusal(Part.CLUSTER, Reason.MISSING, "the backup was taken without it");
        }
        return cluster;
    }
}
