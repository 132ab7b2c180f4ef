package com.orocloud.failover;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small disk of its own for one node. */
final class TestingDisk implements AutoCloseable {

    private static final byte[] BLOCK = new byte[4096];
    private static final long LOG_SEGMENT = 16 << 20;

    private final Path directory;

    private TestingDisk(Path directory) {
        this.directory = directory;
    }

    /** The test is skipped, and says so, where nothing can be mounted. */
    static TestingDisk mount(int megabytes) throws IOException {
        Path directory = Files.createTempDirectory(Path.of("/var/tmp"), "failover-test-disk-");
        String size = "size=" + megabytes + "m,mode=755";
        var made = TestingCommands.run("mount", "-t", "tmpfs", "-o", size, "tmpfs", directory.toString());
        if (made.status() != 0) {
            Files.delete(directory);
        }
        assumeTrue(made.status() == 0, "nothing can be mounted here: " + made.output());
        return new TestingDisk(directory);
    }

    Path directory() {
        return directory;
    }

    /** Writes until nothing fits any more. */
    void fill() {
        try (OutputStream out = Files.newOutputStream(directory.resolve("ballast"))) {
            while (true) {
                out.write(BLOCK);
            }
        } catch (IOException full) {
            // which was the point
        }
    }

    /** Whether not even one more segment of log fits. */
    boolean isFull() throws IOException {
        return Files.getFileStore(directory).getUsableSpace() < LOG_SEGMENT;
    }

    @Override
    public void close() throws IOException {
        TestingCommands.run("umount", "--lazy", directory.toString());
        Files.delete(directory);
    }
}
