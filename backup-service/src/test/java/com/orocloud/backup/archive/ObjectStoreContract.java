package com.orocloud.backup.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.orocloud.backup.archive.ObjectStore.Location;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store of objects promises, whoever keeps them. */
public abstract class ObjectStoreContract {

    protected static final Location HERE = new Location("europe-west4", "acme/acme-prod/1/database");
    protected static final Location THERE = new Location("europe-west1", "acme/acme-prod/1/database");

    @TempDir
    protected Path folder;

    /** The store, with nothing in it. */
    protected abstract ObjectStore store();

    @Test
    void whatWasPutIsFetchedByteForByteAlsoWhenItIsLarge() throws Exception {
        var content = new byte[20_000_000];
        new Random(3).nextBytes(content);
        put(HERE, content);
        assertThat(fetch(HERE)).isEqualTo(content);
    }

    @Test
    void puttingTheSameAgainIsDoneAlreadyAndPuttingSomethingElseIsRefused() throws Exception {
        put(HERE, bytes("one"));
        put(HERE, bytes("one"));
        assertThatThrownBy(() -> put(HERE, bytes("two"))).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(fetch(HERE)).isEqualTo(bytes("one"));
    }

    @Test
    void whatIsNotThereIsMissingAndNotAFailureOfTheStore() {
        assertThatThrownBy(() -> fetch(HERE)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> store().copyOnce(HERE, THERE)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> fetch(new Location("europe-west4", "globex/nothing")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aCopySurvivesItsOriginalAndIsNotOverwritten() throws Exception {
        put(HERE, bytes("one"));
        store().copyOnce(HERE, THERE);
        store().copyOnce(HERE, THERE);
        store().deleteAll(new Location("europe-west4", "acme/acme-prod/1/"));
        assertThat(fetch(THERE)).isEqualTo(bytes("one"));
        put(HERE, bytes("two"));
        assertThatThrownBy(() -> store().copyOnce(HERE, THERE)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void onlyWhatBeginsWithThePrefixIsRemoved() throws Exception {
        var other = new Location("europe-west4", "acme/acme-prod/2/database");
        put(HERE, bytes("one"));
        put(other, bytes("two"));
        store().deleteAll(new Location("europe-west4", "acme/acme-prod/1/"));
        assertThatThrownBy(() -> fetch(HERE)).isInstanceOf(NoSuchFileException.class);
        assertThat(fetch(other)).isEqualTo(bytes("two"));
    }

    @Test
    void whatWasStoredIsListedAndARegionWithoutAnythingHasNothing() throws Exception {
        put(HERE, bytes("one"));
        put(new Location("europe-west4", "acme/acme-prod/2/media"), bytes("two"));
        put(THERE, bytes("three"));
        assertThat(store().list(new Location("europe-west4", "")))
                .containsExactlyInAnyOrder("acme/acme-prod/1/database", "acme/acme-prod/2/media");
        assertThat(store().list(new Location("europe-west4", "acme/acme-prod/2/")))
                .containsExactly("acme/acme-prod/2/media");
        assertThat(store().list(new Location("europe-west1", "globex/"))).isEmpty();
    }

    @Test
    void twoThatPutTheSameAtOnceBothFindItDone() throws Exception {
        var content = new byte[300_000];
        new Random(5).nextBytes(content);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var file = Files.write(folder.resolve("both"), content);
            var puts = IntStream.range(0, 4)
                    .mapToObj(_ -> threads.submit(() -> {
                        store().putOnce(HERE, file, Digests.of(content));
                        return true;
                    }))
                    .toList();
            for (var put : puts) {
                assertThat(put.get()).isTrue();
            }
        }
        assertThat(fetch(HERE)).isEqualTo(content);
    }

    protected final void put(Location location, byte[] content) throws IOException {
        store().putOnce(location, Files.write(folder.resolve("out"), content), Digests.of(content));
    }

    protected final byte[] fetch(Location location) throws IOException {
        var file = folder.resolve("in");
        store().fetch(location, file);
        return Files.readAllBytes(file);
    }

    protected static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
