package com.orocloud.backup.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.orocloud.backup.archive.ObjectStore.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStoreTest extends ObjectStoreContract {

    @TempDir
    private Path root;

    private ObjectStore store = DirectoryStore.in(Path.of("/nowhere"));

    @BeforeEach
    void mount() throws IOException {
        for (String region : new String[] {"europe-west4", "europe-west1"}) {
            Files.createFile(Files.createDirectories(root.resolve(region)).resolve(DirectoryStore.MARKER));
        }
        store = DirectoryStore.mounted(root);
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Test
    void aFileSystemThatIsNotMountedIsTroubleAndNeverMissing() throws Exception {
        put(HERE, bytes("one"));
        Files.move(root.resolve("europe-west4"), root.resolve("elsewhere"));
        Files.createDirectory(root.resolve("europe-west4"));
        assertThatThrownBy(() -> fetch(HERE))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(DirectoryStore.MARKER);
        assertThatThrownBy(() -> put(HERE, bytes("one"))).isInstanceOf(IOException.class);
    }

    @Test
    void nothingIsSeenOfAnObjectThatIsNotWholeAndNothingOfItIsLeft() throws Exception {
        var file = Files.write(folder.resolve("changed"), bytes("not what was sealed"));
        assertThatThrownBy(() -> store.putOnce(HERE, file, Digests.of(bytes("what was sealed"))))
                .hasMessageContaining("another checksum");
        assertThatThrownBy(() -> fetch(HERE)).isInstanceOf(NoSuchFileException.class);
        assertThat(root.resolve("europe-west4").resolve(".incoming")).isEmptyDirectory();
    }

    @Test
    void onTheOwnDiskTheFoldersComeByThemselvesAndAnObjectOutlivesTheFileItWasMadeFrom() throws Exception {
        var own = DirectoryStore.in(root.resolve("own"));
        var file = Files.write(folder.resolve("out"), bytes("one"));
        own.putOnce(HERE, file, Digests.of(bytes("one")));
        own.putOnce(HERE, file, Digests.of(bytes("one")));
        Files.delete(file);
        own.fetch(HERE, folder.resolve("in"));
        assertThat(Files.readAllBytes(folder.resolve("in"))).isEqualTo(bytes("one"));
    }

    @Test
    void noKeyLeadsOutOfItsRegion() {
        assertThatThrownBy(() -> put(new Location("europe-west4", "../europe-west1/x"), bytes("one")))
                .hasMessageContaining("not the key of an object");
        assertThatThrownBy(() -> put(new Location("..", "x"), bytes("one"))).isInstanceOf(IOException.class);
    }

    @Test
    void emptyFoldersGoWithTheirLastObject() throws Exception {
        put(HERE, bytes("one"));
        store.deleteAll(new Location("europe-west4", "acme/acme-prod/1/"));
        assertThat(root.resolve("europe-west4/acme")).doesNotExist();
    }
}
