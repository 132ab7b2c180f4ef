package com.orocloud.backup.archive;

import com.orocloud.backup.archive.ObjectStore.Location;
import com.orocloud.backup.archive.Refusal.Reason;
import com.orocloud.messaging.CrashPoint;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Backups in the object store. The manifest is stored last and read first: without it there is no backup, and with it
 * every byte is vouched for.
 */
public final class Archive {

    private static final List<Part> SEALED_PARTS = List.of(Part.DATABASE, Part.MEDIA);

    /** The manifest last. */
    private static final List<Part> OF_A_SET = List.of(Part.DATABASE, Part.CLUSTER, Part.MEDIA, Part.MANIFEST);

    private final ObjectStore store;
    private final KeyVault vault;

    public Archive(ObjectStore store, KeyVault vault) {
        this.store = store;
        this.vault = vault;
    }

    public String keyId() {
        return vault.keyId();
    }

    /** A key for a new backup, and for no other. */
    public Seal newSeal(Owner owner) throws GeneralSecurityException {
        return Seal.fresh(owner);
    }

    public String wrapped(Seal seal) throws GeneralSecurityException {
        return seal.wrapped(vault);
    }

    public StoredObject put(String region, Owner owner, Seal.Sealed sealed) throws IOException {
        var location = owner.location(region, sealed.part());
        store.putOnce(location, sealed.file(), sealed.sha256());
        return sealed.at(store.uri(location));
    }

    /** Makes the backup exist. */
    public Entry commit(String region, Manifest manifest, Path directory) throws IOException, GeneralSecurityException {
        var sealed = SealedManifest.seal(manifest, vault);
        var file = directory.resolve(Part.MANIFEST.key());
        Files.deleteIfExists(file);
        Files.write(file, sealed);
        var location = manifest.owner().location(region, Part.MANIFEST);
        var sha256 = Digests.of(sealed);
        store.putOnce(location, file, sha256);
        return new Entry(manifest, store.uri(location), sha256);
    }

    /** The backup's entry, if it was committed in this region. */
    public Optional<Entry> find(String region, Owner owner, Path directory) throws IOException, Refusal {
        var location = owner.location(region, Part.MANIFEST);
        var file = directory.resolve(Part.MANIFEST.key());
        try {
            store.fetch(location, file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        var stored = Files.readAllBytes(file);
        return Optional.of(
                new Entry(SealedManifest.open(stored, owner, vault), store.uri(location), Digests.of(stored)));
    }

    /** Whose backups have a manifest in this region; what the manifests say is not looked at. */
    public List<Owner> committed(String region) throws IOException {
        return store.list(new Location(region, "")).stream()
                .flatMap(key -> Owner.ofManifest(key).stream())
                .toList();
    }

    /** True if the backup was stored in this region first, and any other has a copy. */
    public boolean isOriginal(Manifest manifest, String region) {
        return store.uri(manifest.owner().location(region, Part.DATABASE))
                .equals(manifest.database().stored().uri());
    }

    /** Removes whatever is stored of a backup. */
    public void purge(String region, Owner owner) throws IOException {
        store.deleteAll(owner.folder(region));
    }

    /** Deletes a backup, its manifest first: without it the rest is no backup, however far the deletion came. */
    public void delete(String region, Owner owner) throws IOException {
        store.deleteAll(owner.location(region, Part.MANIFEST));
        CrashPoint.hit("backup.expire.after-manifest");
        purge(region, owner);
    }

    /** Copies a backup to another region's bucket, its manifest last. What is read back there must have all parts. */
    public void copy(Owner owner, String from, String to) throws IOException, Refusal {
        for (Part part : OF_A_SET) {
            try {
                store.copyOnce(owner.location(from, part), owner.location(to, part));
            } catch (NoSuchFileException e) {
                if (part != Part.CLUSTER) {
                    throw new Refusal(part, Reason.MISSING, "not in " + from);
                }
            }
        }
    }

    /**
     * Fetches a backup and checks all of it: the manifest is the recorded one and authentic, every part has its checksum
     * and opens to its very end. Nothing may be touched with what is in a backup before this returned.
     *
     * @param manifestSha256 the manifest that the catalogue recorded; null if the catalogue is what is being rebuilt
     */
    public Fetched fetch(String region, Owner owner, @Nullable String manifestSha256, Path directory)
            throws IOException, Refusal {
        var fetched = entry(region, owner, manifestSha256, directory);
        for (Part part : SEALED_PARTS) {
            fetch(owner.location(region, part), part, fetched.manifest(), directory);
            fetched.check(part);
        }
        return fetched;
    }

    /**
     * Fetches the files of the cluster only, and checks that they are, sealed, what was stored. They are so many that
     * opening them twice would be felt: whoever opens them does it by {@link Fetched#readWhole}.
     */
    public Fetched fetchCluster(String region, Owner owner, @Nullable String manifestSha256, Path directory)
            throws IOException, Refusal {
        var fetched = entry(region, owner, manifestSha256, directory);
        fetch(owner.location(region, Part.CLUSTER), Part.CLUSTER, fetched.manifest(), directory);
        return fetched;
    }

    /** The stored backup, for what is added to it or read of it piece by piece. */
    public Fetched open(String region, Owner owner, @Nullable String manifestSha256, Path directory)
            throws IOException, Refusal {
        return entry(region, owner, manifestSha256, directory);
    }

    /** Adds a stretch of the log to a stored backup. A stretch that stands there already is to be looked for before. */
    public void putLog(String region, Owner owner, long start, Seal.Sealed sealed) throws IOException {
        store.putOnce(owner.log(region, start), sealed.file(), sealed.sha256());
    }

    public void copyLog(Owner owner, String from, String to, long start) throws IOException {
        store.copyOnce(owner.log(from, start), owner.log(to, start));
    }

    /**
     * Reads the stretch of a backup's log that begins there, and checks it in one go. What the reader made of it is to be
     * thrown away unless this returns.
     *
     * @return empty if none is stored that begins there
     * @throws Refusal it is not this backup's, not this stretch, or not whole
     */
    public Optional<LogStretch> readLog(String region, Fetched backup, long start, LogStretch.Reader reader)
            throws IOException, InterruptedException, Refusal {
        var file = backup.directory.resolve(LogStretch.key(start));
        try {
            store.fetch(backup.manifest().owner().log(region, start), file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            return Optional.of(backup.readLog(start, file, reader));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private Fetched entry(String region, Owner owner, @Nullable String manifestSha256, Path directory)
            throws IOException, Refusal {
        var entry = find(region, owner, directory)
                .orElseThrow(() -> new Refusal(Part.MANIFEST, Reason.MISSING, "not in " + region));
        if (manifestSha256 != null && !manifestSha256.equals(entry.manifestSha256())) {
            throw new Refusal(Part.MANIFEST, Reason.NOT_THE_ONE_RECORDED, "the catalogue recorded another one");
        }
        return new Fetched(entry, seal(entry.manifest()), directory);
    }

    private void fetch(Location location, Part part, Manifest manifest, Path directory) throws IOException, Refusal {
        var expected = manifest.object(part);
        var file = directory.resolve(part.key());
        try {
            store.fetch(location, file);
        } catch (NoSuchFileException e) {
            throw new Refusal(part, Reason.MISSING, "not in " + location.region());
        }
        if (Files.size(file) != expected.bytes() || !Digests.of(file).equals(expected.sha256())) {
            throw new Refusal(part, Reason.CHECKSUM, "it is not what was stored");
        }
    }

    private Seal seal(Manifest manifest) throws Refusal {
        try {
            return Seal.unwrap(manifest.wrappedKey(), vault, manifest.owner());
        } catch (GeneralSecurityException e) {
            throw new Refusal(Part.MANIFEST, Reason.WRONG_KEY, "its key does not unwrap: " + e.getMessage());
        }
    }

    /** A committed backup. */
    public record Entry(Manifest manifest, String manifestUri, String manifestSha256) {}

    /** A backup at hand, checked as a whole, still sealed. */
    public static final class Fetched {

        private final Entry entry;
        private final Seal seal;
        private final Path directory;

        private Fetched(Entry entry, Seal seal, Path directory) {
            this.entry = entry;
            this.seal = seal;
            this.directory = directory;
        }

        public Manifest manifest() {
            return entry.manifest();
        }

        public String manifestUri() {
            return entry.manifestUri();
        }

        /** The part's plain content. */
        public InputStream read(Part part) throws IOException {
            try {
                return seal.read(part, directory.resolve(part.key()));
            } catch (GeneralSecurityException e) {
                throw new IOException("opening " + part, e);
            }
        }

        /** Takes the content of a part; what it makes of it may not be seen by anybody yet. */
        @FunctionalInterface
        public interface Reader {
            void read(InputStream content) throws IOException, InterruptedException;
        }

        /**
         * Reads a part and checks it in one go. Whatever the reader made of it is to be thrown away unless this returns.
         *
         * @throws Refusal it does not open to its end, or to something else than was sealed
         */
        public void readWhole(Part part, Reader reader) throws IOException, InterruptedException, Refusal {
            try (var content = new WitnessedStream(read(part), manifest().plain(part))) {
                try {
                    reader.read(content);
                    content.drain();
                } catch (IOException e) {
                    if (content.failure() != null) {
                        throw new Refusal(part, Reason.NOT_AUTHENTIC, String.valueOf(content.failure()));
                    }
                    throw e;
                }
                refuseUnlessSealed(part, content.witnessed());
            }
        }

        /** A stretch of the log that follows this backup, under the same key; its bytes are to be written into it. */
        public Seal.Writing writeLog(long start, LogStretch.Head head, Path file)
                throws IOException, GeneralSecurityException {
            var out = seal.writeLog(start, file);
            head.write(new DataOutputStream(out));
            return out;
        }

        private LogStretch readLog(long start, Path file, LogStretch.Reader reader)
                throws IOException, InterruptedException, Refusal {
            try (var content = new WitnessedStream(seal.readLog(start, file))) {
                try {
                    var head = LogStretch.Head.read(new DataInputStream(content));
                    long headBytes = content.witnessed().bytes();
                    reader.read(head, content);
                    content.drain();
                    return new LogStretch(
                            head, start, start + content.witnessed().bytes() - headBytes);
                } catch (IOException e) {
                    if (content.failure() != null) {
                        throw new Refusal(Part.LOG, Reason.NOT_AUTHENTIC, String.valueOf(content.failure()));
                    }
                    throw e;
                }
            } catch (GeneralSecurityException e) {
                throw new Refusal(Part.LOG, Reason.NOT_AUTHENTIC, String.valueOf(e.getMessage()));
            }
        }

        private void check(Part part) throws Refusal {
            try (var content = new WitnessedStream(read(part), manifest().plain(part))) {
                content.drain();
                refuseUnlessSealed(part, content.witnessed());
            } catch (IOException e) {
                throw new Refusal(part, Reason.NOT_AUTHENTIC, String.valueOf(e.getMessage()));
            }
        }

        private void refuseUnlessSealed(Part part, Manifest.Plain found) throws Refusal {
            if (!found.equals(manifest().plain(part))) {
                throw new Refusal(part, Reason.CONTENT_DIFFERS, "it opens to something else than was sealed");
            }
        }
    }
}
