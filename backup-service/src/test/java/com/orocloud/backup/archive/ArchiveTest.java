package com.orocloud.backup.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.crypto.tink.Aead;
import com.orocloud.backup.archive.Manifest.DatabasePart;
import com.orocloud.backup.archive.Manifest.FileContent;
import com.orocloud.backup.archive.Manifest.MediaPart;
import com.orocloud.backup.archive.Manifest.TableContent;
import com.orocloud.backup.archive.Refusal.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ArchiveTest {

    private static final String WEST4 = "europe-west4";
    private static final String WEST1 = "europe-west1";
    private static final Owner ACME = owner("acme", "acme-prod", "backup 1");
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    private Path folder;

    private TestingObjectStore store;
    private KeyVault vault;
    private Archive archive;

    @BeforeEach
    void open() throws Exception {
        store = new TestingObjectStore(folder.resolve("buckets"));
        vault = LocalKeyVault.open(folder.resolve("key.json"));
        archive = new Archive(store, vault);
    }

    @Test
    void whatWasSealedOpensToTheSame() throws Exception {
        var content = new byte[3_000_000];
        new Random(7).nextBytes(content);
        store(ACME, content, "media".getBytes(StandardCharsets.UTF_8));
        var fetched = fetch(archive, ACME);
        try (var in = fetched.read(Part.DATABASE)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
        assertThat(fetched.manifest().database().plain().bytes()).isEqualTo(content.length);
    }

    @Test
    void theStoreHoldsNothingReadable() throws Exception {
        var marker = "a customer's name, again and again; ".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        store(ACME, marker, marker);
        for (Path object : store.objects()) {
            var text = Files.readString(folder.resolve("buckets").resolve(object), StandardCharsets.ISO_8859_1);
            assertThat(text).doesNotContain("customer");
        }
    }

    @Test
    void withoutAManifestThereIsNoBackup() throws Exception {
        store(ACME, new byte[10], new byte[10]);
        Files.delete(object(ACME, Part.MANIFEST));
        assertThat(archive.find(WEST4, ACME, work())).isEmpty();
    }

    @Test
    void objectsAreWrittenOnce() throws Exception {
        store(ACME, new byte[10], new byte[10]);
        assertThatThrownBy(() -> store(ACME, new byte[10], new byte[10]))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void aCopyInAnotherRegionOpensThere() throws Exception {
        var sha256 = store(ACME, new byte[100_000], new byte[10]).manifestSha256();
        archive.copy(ACME, WEST4, WEST1);
        store.lose(WEST4);
        assertThat(archive.fetch(WEST1, ACME, sha256, work()).manifest().backupId())
                .isEqualTo(ACME.backupId());
    }

    @Test
    void aRegionThatIsAwayIsNoRefusal() throws Exception {
        store(ACME, new byte[10], new byte[10]);
        store.lose(WEST4);
        assertThatThrownBy(() -> fetch(archive, ACME)).isInstanceOf(IOException.class);
    }

    @Test
    void theKeyFileIsItsOwnersAloneAndIsKept() throws Exception {
        var file = folder.resolve("key.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(LocalKeyVault.open(file).keyId()).isEqualTo(vault.keyId());
    }

    /** As the release before wrote it, with the digest of each part's plain content. */
    @Test
    void aBackupOfTheFormerFormatOpensAndIsCheckedAsItWasThen() throws Exception {
        var former = stored("backup-of-format-2");
        var fetched = former.fetch(WEST4, ACME, null, work());
        assertThat(fetched.manifest().formatVersion()).isEqualTo(2);
        try (var in = fetched.read(Part.DATABASE)) {
            assertThat(in.readAllBytes()).isEqualTo("a row\n".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        }
        var opened = new ByteArrayOutputStream();
        former.fetchCluster(WEST4, ACME, null, work()).readWhole(Part.CLUSTER, content -> content.transferTo(opened));
        assertThat(opened.toString(StandardCharsets.UTF_8)).isEqualTo("files".repeat(1_000));
    }

    @Test
    void contentOtherThanTheManifestTellsIsRefusedInBothFormats() throws Exception {
        for (String sha256 : Arrays.asList("of something else", null)) {
            var owner = owner("acme", "acme-prod", "of another content " + sha256);
            var seal = archive.newSeal(owner);
            var database = seal(seal, Part.DATABASE, new byte[10], work());
            var media = seal(seal, Part.MEDIA, new byte[10], work());
            var told = new Manifest.Plain(sha256 == null ? 11 : 10, sha256);
            commit(owner, seal, database, told, media);
            var refusal = catchThrowableOfType(Refusal.class, () -> fetch(archive, owner));
            assertThat(refusal.part()).isEqualTo(Part.DATABASE);
            assertThat(refusal.reason()).isEqualTo(Reason.CONTENT_DIFFERS);
        }
    }

    /** One thing done to the stored objects, and what must come of it. */
    @FunctionalInterface
    interface Injury {
        void inflict(ArchiveTest test) throws Exception;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("injuries")
    void whatIsNotWhatWasStoredIsRefusedAndThePartIsNamed(String name, Injury injury, Part part, Reason reason)
            throws Exception {
        store(ACME, new byte[2_500_000], "media".repeat(1_000).getBytes(StandardCharsets.UTF_8));
        fetch(archive, ACME);
        injury.inflict(this);
        var refusal = catchThrowableOfType(Refusal.class, () -> fetch(archive, ACME));
        assertThat(refusal).as("refused").isNotNull();
        assertThat(refusal.part()).isEqualTo(part);
        assertThat(refusal.reason()).isEqualTo(reason);
    }

    static Stream<Arguments> injuries() {
        return Stream.of(
                injury(
                        "one bit flipped in the database",
                        t -> t.flip(Part.DATABASE, 0.5),
                        Part.DATABASE,
                        Reason.CHECKSUM),
                injury(
                        "the database's last bit flipped",
                        t -> t.flip(Part.DATABASE, 1),
                        Part.DATABASE,
                        Reason.CHECKSUM),
                injury("one bit flipped in the media", t -> t.flip(Part.MEDIA, 0), Part.MEDIA, Reason.CHECKSUM),
                injury("the database truncated", t -> t.truncate(Part.DATABASE), Part.DATABASE, Reason.CHECKSUM),
                injury("the media truncated", t -> t.truncate(Part.MEDIA), Part.MEDIA, Reason.CHECKSUM),
                injury("database and media swapped", ArchiveTest::swapParts, Part.DATABASE, Reason.CHECKSUM),
                injury(
                        "another environment's database",
                        t -> t.swapWithOther(Part.DATABASE),
                        Part.DATABASE,
                        Reason.CHECKSUM),
                injury(
                        "another environment's manifest",
                        t -> t.swapWithOther(Part.MANIFEST),
                        Part.MANIFEST,
                        Reason.NOT_AUTHENTIC),
                injury(
                        "another environment's everything",
                        ArchiveTest::swapAllWithOther,
                        Part.MANIFEST,
                        Reason.NOT_AUTHENTIC),
                injury("one word of the manifest changed", ArchiveTest::forge, Part.MANIFEST, Reason.NOT_AUTHENTIC),
                injury(
                        "the manifest's seal changed",
                        t -> t.flip(Part.MANIFEST, 0.99),
                        Part.MANIFEST,
                        Reason.NOT_AUTHENTIC),
                injury("no database", t -> Files.delete(t.object(ACME, Part.DATABASE)), Part.DATABASE, Reason.MISSING),
                injury("no media", t -> Files.delete(t.object(ACME, Part.MEDIA)), Part.MEDIA, Reason.MISSING),
                injury("no manifest", t -> Files.delete(t.object(ACME, Part.MANIFEST)), Part.MANIFEST, Reason.MISSING));
    }

    @Test
    void aManifestOtherThanTheRecordedOneIsRefusedThoughItIsAuthentic() throws Exception {
        store(ACME, new byte[10], new byte[10]);
        var refusal = catchThrowableOfType(Refusal.class, () -> archive.fetch(WEST4, ACME, "another", work()));
        assertThat(refusal.reason()).isEqualTo(Reason.NOT_THE_ONE_RECORDED);
    }

    @Test
    void aStaleManifestOfTheSameBackupIsRefused() throws Exception {
        var stale = store(ACME, new byte[10], new byte[10]);
        var bytes = Files.readAllBytes(object(ACME, Part.MANIFEST));
        archive.purge(WEST4, ACME);
        var recorded = store(ACME, new byte[20], new byte[20]).manifestSha256();
        Files.write(object(ACME, Part.MANIFEST), bytes);
        assertThat(recorded).isNotEqualTo(stale.manifestSha256());
        assertThat(catchThrowableOfType(Refusal.class, () -> archive.fetch(WEST4, ACME, recorded, work()))
                        .reason())
                .isEqualTo(Reason.NOT_THE_ONE_RECORDED);
        assertThat(catchThrowableOfType(Refusal.class, () -> archive.fetch(WEST4, ACME, null, work()))
                        .part())
                .isEqualTo(Part.DATABASE);
    }

    @Test
    void aVaultThatDoesNotHoldTheKeySaysThatTheKeyIsWrongAndNotTheBackup() throws Exception {
        store(ACME, new byte[10], new byte[10]);
        var other = new Archive(store, LocalKeyVault.open(folder.resolve("other.json")));
        var refusal = catchThrowableOfType(Refusal.class, () -> fetch(other, ACME));
        assertThat(refusal.part()).isEqualTo(Part.MANIFEST);
        assertThat(refusal.reason()).isEqualTo(Reason.WRONG_KEY);
    }

    @Test
    void anotherKeyUnderTheSameNameOpensNothing() throws Exception {
        store(ACME, new byte[10], new byte[10]);
        var other = new Archive(store, new Impostor(vault, LocalKeyVault.open(folder.resolve("other.json"))));
        assertThat(catchThrowableOfType(Refusal.class, () -> fetch(other, ACME)).reason())
                .isEqualTo(Reason.NOT_AUTHENTIC);
    }

    /** Bears the name of one vault and holds the key of another. */
    private record Impostor(KeyVault name, KeyVault key) implements KeyVault {
        @Override
        public String keyId() {
            return name.keyId();
        }

        @Override
        public boolean holds(String keyId) {
            return name.holds(keyId);
        }

        @Override
        public Aead keyEncryption() {
            return key.keyEncryption();
        }
    }

    private static Arguments injury(String name, Injury injury, Part part, Reason reason) {
        return Arguments.of(name, injury, part, reason);
    }

    private void flip(Part part, double where) throws IOException {
        var file = object(ACME, part);
        var bytes = Files.readAllBytes(file);
        var at = (int) Math.min(bytes.length - 1.0, where * bytes.length);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }

    private void truncate(Part part) throws IOException {
        var file = object(ACME, part);
        var bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
    }

    private void forge() throws IOException {
        var file = object(ACME, Part.MANIFEST);
        Files.writeString(file, Files.readString(file).replace("a-commit", "b-commit"));
    }

    private void swapParts() throws IOException {
        var database = Files.readAllBytes(object(ACME, Part.DATABASE));
        Files.copy(object(ACME, Part.MEDIA), object(ACME, Part.DATABASE), StandardCopyOption.REPLACE_EXISTING);
        Files.write(object(ACME, Part.MEDIA), database);
    }

    private void swapWithOther(Part part) throws Exception {
        var globex = owner("globex", "globex-prod", "backup 2");
        store(globex, new byte[2_500_000], new byte[10]);
        Files.copy(object(globex, part), object(ACME, part), StandardCopyOption.REPLACE_EXISTING);
    }

    private void swapAllWithOther() throws Exception {
        var globex = owner("globex", "globex-prod", "backup 2");
        store(globex, new byte[2_500_000], new byte[10]);
        for (Part part : List.of(Part.DATABASE, Part.MEDIA, Part.MANIFEST)) {
            Files.copy(object(globex, part), object(ACME, part), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private Path object(Owner owner, Part part) {
        return store.path(owner.location(WEST4, part));
    }

    private Archive.Fetched fetch(Archive from, Owner owner) throws Exception {
        return from.fetch(WEST4, owner, null, work());
    }

    private Path work() throws IOException {
        return Files.createTempDirectory(folder, "work");
    }

    private Archive.Entry store(Owner owner, byte[] database, byte[] media) throws Exception {
        var seal = archive.newSeal(owner);
        var work = work();
        var sealedDatabase = seal(seal, Part.DATABASE, database, work);
        var sealedMedia = seal(seal, Part.MEDIA, media, work);
        return commit(owner, seal, sealedDatabase, sealedDatabase.plain(), sealedMedia);
    }

    /** @param told what the manifest tells of the database before it was sealed */
    private Archive.Entry commit(
            Owner owner, Seal seal, Seal.Sealed sealedDatabase, Manifest.Plain told, Seal.Sealed sealedMedia)
            throws Exception {
        var manifest = new Manifest(
                Manifest.FORMAT_VERSION,
                owner.tenantId(),
                owner.environmentId(),
                owner.backupId(),
                1,
                NOON,
                NOON,
                NOON,
                "a-commit",
                "PostgreSQL 15.18",
                archive.keyId(),
                archive.wrapped(seal),
                new DatabasePart(
                        archive.put(WEST4, owner, sealedDatabase),
                        told,
                        List.of(new TableContent("public.orders", 1, "aa"))),
                new MediaPart(
                        archive.put(WEST4, owner, sealedMedia),
                        sealedMedia.plain(),
                        List.of(new FileContent("logo.png", 1, "bb"))),
                null);
        return archive.commit(WEST4, manifest, work());
    }

    /** The archive of a backup that lies among the resources. */
    private Archive stored(String backup) throws Exception {
        var resources = Path.of(ArchiveTest.class.getResource("/" + backup).toURI());
        for (Part part : List.of(Part.DATABASE, Part.MEDIA, Part.CLUSTER, Part.MANIFEST)) {
            Files.createDirectories(object(ACME, part).getParent());
            Files.copy(resources.resolve(part.key()), object(ACME, part));
        }
        return new Archive(store, LocalKeyVault.open(resources.resolve("key.json")));
    }

    private static Seal.Sealed seal(Seal seal, Part part, byte[] content, Path work) throws Exception {
        try (var out = seal.write(part, work.resolve(part.key()))) {
            out.write(content);
            return out.done();
        }
    }

    private static Owner owner(String tenant, String environment, String backup) {
        return new Owner(tenant, environment, UUID.nameUUIDFromBytes(backup.getBytes(StandardCharsets.UTF_8)));
    }
}
