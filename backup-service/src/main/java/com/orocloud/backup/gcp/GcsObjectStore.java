package com.orocloud.backup.gcp;

import com.google.api.gax.retrying.RetrySettings;
import com.google.cloud.NoCredentials;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.BucketInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.Storage.BlobTargetOption;
import com.google.cloud.storage.Storage.BlobWriteOption;
import com.google.cloud.storage.Storage.CopyRequest;
import com.google.cloud.storage.StorageException;
import com.google.cloud.storage.StorageOptions;
import com.orocloud.backup.archive.ObjectStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Cloud Storage: one bucket per region, made when it is first written to. An object's SHA-256 stands in its metadata, so
 * that "already there" can be told from "something else is there" without reading it.
 */
public final class GcsObjectStore implements ObjectStore {

    private static final String SHA_256 = "sha256";
    private static final String RETAINED = "retentionPolicyNotMet";
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int PRECONDITION_FAILED = 412;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration RETRY_FOR = Duration.ofSeconds(30);

    private final Storage storage;
    private final String project;
    private final Map<String, String> locations;
    private final Set<String> ensured = ConcurrentHashMap.newKeySet();

    private GcsObjectStore(Storage storage, String project, Map<String, String> locations) {
        this.storage = storage;
        this.project = project;
        this.locations = Map.copyOf(locations);
    }

    /**
     * @param endpoint null for Google's own
     * @param anonymous true to send no credentials: what the local cloud expects
     * @param locations where the buckets of regions lie that Cloud Storage does not know, by region
     */
    public static GcsObjectStore connect(
            @Nullable URI endpoint, String project, boolean anonymous, Map<String, String> locations) {
        var options = StorageOptions.http()
                .setProjectId(project)
                .setTransportOptions(HttpTransportOptions.newBuilder()
                        .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                        .setReadTimeout((int) READ_TIMEOUT.toMillis())
                        .build())
                .setRetrySettings(RetrySettings.newBuilder()
                        .setInitialRetryDelayDuration(Duration.ofMillis(200))
                        .setRetryDelayMultiplier(2)
                        .setMaxRetryDelayDuration(Duration.ofSeconds(4))
                        .setMaxAttempts(5)
                        .setTotalTimeoutDuration(RETRY_FOR)
                        .build());
        if (endpoint != null) {
            options.setHost(endpoint.toString());
        }
        if (anonymous) {
            options.setCredentials(NoCredentials.getInstance());
        }
        return new GcsObjectStore(options.build().getService(), project, locations);
    }

    @Override
    public void putOnce(Location location, Path file, String sha256) throws IOException {
        ensureBucket(location.region());
        var info = BlobInfo.newBuilder(id(location))
                .setMetadata(Map.of(SHA_256, sha256))
                .build();
        try {
            storage.createFrom(info, file, BlobWriteOption.doesNotExist());
        } catch (StorageException e) {
            if (e.getCode() != PRECONDITION_FAILED) {
                throw failed("storing", location, e);
            }
            refuseUnlessSame(location, sha256);
        }
    }

    @Override
    public void fetch(Location location, Path file) throws IOException {
        try {
            storage.downloadTo(id(location), file);
        } catch (StorageException e) {
            throw failed("fetching", location, e);
        }
    }

    @Override
    public void copyOnce(Location from, Location to) throws IOException {
        ensureBucket(to.region());
        var source = metadata(from);
        if (source == null) {
            throw new NoSuchFileException(uri(from));
        }
        try {
            var copying = storage.copy(CopyRequest.newBuilder()
                    .setSource(id(from))
                    .setTarget(id(to), BlobTargetOption.doesNotExist())
                    .build());
            copying.getResult();
        } catch (StorageException e) {
            if (e.getCode() != PRECONDITION_FAILED) {
                throw failed("copying from " + uri(from) + " to", to, e);
            }
            refuseUnlessSame(to, sha256(source));
        }
    }

    @Override
    public void deleteAll(Location prefix) throws IOException {
        try {
            for (Blob blob : storage.list(bucket(prefix.region()), BlobListOption.prefix(prefix.key()))
                    .iterateAll()) {
                storage.delete(blob.getBlobId());
            }
        } catch (StorageException e) {
            if (RETAINED.equals(e.getReason())) {
                throw new Retained(uri(prefix), e);
            }
            if (e.getCode() != NOT_FOUND) {
                throw failed("removing", prefix, e);
            }
        }
    }

    @Override
    public List<String> list(Location prefix) throws IOException {
        try {
            return storage.list(bucket(prefix.region()), BlobListOption.prefix(prefix.key()))
                    .streamAll()
                    .map(Blob::getName)
                    .toList();
        } catch (StorageException e) {
            if (e.getCode() == NOT_FOUND) {
                return List.of();
            }
            throw failed("listing", prefix, e);
        }
    }

    @Override
    public String uri(Location location) {
        return "gs://" + bucket(location.region()) + "/" + location.key();
    }

    private void refuseUnlessSame(Location location, String sha256) throws IOException {
        var there = metadata(location);
        if (there == null || !sha256.equals(sha256(there))) {
            throw new FileAlreadyExistsException(uri(location), null, "other content stands there");
        }
    }

    private @Nullable Blob metadata(Location location) throws IOException {
        try {
            return storage.get(id(location));
        } catch (StorageException e) {
            throw failed("looking at", location, e);
        }
    }

    private static String sha256(Blob blob) {
        var metadata = blob.getMetadata();
        return metadata == null ? "" : Objects.requireNonNullElse(metadata.get(SHA_256), "");
    }

    private void ensureBucket(String region) throws IOException {
        var bucket = bucket(region);
        if (ensured.contains(bucket)) {
            return;
        }
        try {
            if (storage.get(bucket) == null) {
                storage.create(BucketInfo.newBuilder(bucket)
                        .setLocation(locations.getOrDefault(region, region))
                        .build());
            }
        } catch (StorageException e) {
            if (e.getCode() != CONFLICT) {
                throw new IOException("making bucket " + bucket + " in " + region, e);
            }
        }
        ensured.add(bucket);
    }

    private BlobId id(Location location) {
        return BlobId.of(bucket(location.region()), location.key());
    }

    private String bucket(String region) {
        return "orocloud-" + project + "-backups-" + region;
    }

    private IOException failed(String doing, Location location, StorageException e) {
        if (e.getCode() == NOT_FOUND) {
            ensured.remove(bucket(location.region()));
            return new NoSuchFileException(uri(location), null, doing + ": " + e.getMessage());
        }
        return new IOException(doing + " " + uri(location), e);
    }
}
