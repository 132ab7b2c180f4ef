package com.orocloud.local;

import com.orocloud.servers.ServerFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the JVM kept of an earlier run of each program, so that it starts faster: classes, loaded and linked. The JVM
 * itself refuses a cache of other jars, and starts as without one.
 */
final class AotCaches {

    private final Path folder;
    private final boolean recording;
    private final Set<String> recorded = ConcurrentHashMap.newKeySet();

    private AotCaches(Path folder, boolean recording) {
        this.folder = folder;
        this.recording = recording;
    }

    /** Of this build, so they go with it. */
    static Path folder(Path root) {
        return root.resolve("deploy/local/target/warm");
    }

    /** Those that there are. */
    static AotCaches present(Path root) {
        return new AotCaches(folder(root), false);
    }

    /** New ones: every program writes its own when it ends. */
    static AotCaches toRecord(Path root) {
        try {
            return new AotCaches(Files.createDirectories(folder(root)), true);
        } catch (IOException e) {
            throw new ServerFailed("making " + folder(root), e);
        }
    }

    /** Whether this program was told to write one. */
    boolean isRecorded(String program) {
        return recorded.contains(program);
    }

    /** For the JVM that runs this program. */
    List<String> options(String program) {
        Path cache = cache(program);
        if (recording) {
            boolean first = recorded.add(program); // of several that are the same, one is enough
            return first ? List.of("-XX:AOTCacheOutput=" + cache) : List.of();
        }
        return Files.exists(cache) ? List.of("-XX:AOTCache=" + cache) : List.of();
    }

    Path cache(String program) {
        return folder.resolve(program + ".aot");
    }
}
