package com.orocloud.backup.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes out of a tar, read ahead as a restore does. */
class ClusterFilesTest {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream packed = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(packed);

    @Test
    void filesOfEverySizeComeOutAsTheyWereForTheirOwnerAlone() throws Exception {
        var large = new byte[40_000_001];
        new Random(7).nextBytes(large);
        add("PG_VERSION", "15\n".getBytes(StandardCharsets.UTF_8));
        tar.putArchiveEntry(new TarArchiveEntry("base/"));
        tar.closeArchiveEntry();
        add("base/1", large);
        add("base/2", new byte[0]);
        add("base/3", new byte[1 << 20]);

        unpack(packed());

        assertThat(folder.resolve("PG_VERSION")).hasContent("15\n");
        assertThat(folder.resolve("base/1")).hasBinaryContent(large);
        assertThat(folder.resolve("base/2")).isEmptyFile();
        assertThat(Files.size(folder.resolve("base/3"))).isEqualTo(1 << 20);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("base"))))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("base/1"))))
                .isEqualTo("rw-------");
    }

    @Test
    void nothingIsPutOutsideTheFolder() throws Exception {
        add("base/../../elsewhere", new byte[1]);

        assertThatThrownBy(() -> unpack(packed()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("leads out of the folder");
        assertThat(folder.resolveSibling("elsewhere")).doesNotExist();
    }

    @Test
    void whatIsNoFileIsRefused() throws Exception {
        tar.putArchiveEntry(new TarArchiveEntry("pg_tblspc/1", TarConstants.LF_SYMLINK));
        tar.closeArchiveEntry();

        assertThatThrownBy(() -> unpack(packed()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("neither file nor folder: pg_tblspc/1");
    }

    @Test
    void aTarThatEndsEarlyAndOneThatCannotBeReadFail() throws Exception {
        add("base", new byte[10_000_000]);
        var whole = packed();

        assertThatThrownBy(() -> unpack(new ByteArrayInputStream(whole.readNBytes(5_000_000))))
                .isInstanceOf(IOException.class);
        whole.reset();
        var broken = new FilterInputStream(whole) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                if (in.available() < 5_000_000) {
                    throw new IOException("not authentic");
                }
                return super.read(bytes, offset, length);
            }
        };
        Files.delete(folder.resolve("base"));
        assertThatThrownBy(() -> unpack(broken)).isInstanceOf(IOException.class).hasMessageContaining("not authentic");
    }

    private void unpack(InputStream content) throws IOException, InterruptedException {
        try (var ahead = new ReadAhead(content)) {
            ClusterFiles.unpack(ahead, folder);
        }
    }

    private InputStream packed() throws IOException {
        tar.finish();
        return new ByteArrayInputStream(packed.toByteArray());
    }

    private void add(String name, byte[] content) throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }
}
