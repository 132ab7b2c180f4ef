package com.orocloud.local;

import com.orocloud.servers.ServerFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How the modules of this build are run. */
final class Java {

    private final Path root;

    Java(Path root) {
        this.root = root;
    }

    static Path executable() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** @throws ServerFailed if the user that nodes run as cannot run this Java, which may lie in a private folder */
    void requireReadableBy(@Nullable String user) {
        if (user == null) {
            return;
        }
        try {
            var test = new ProcessBuilder(
                    "setpriv",
                    "--reuid=" + user,
                    "--regid=" + user,
                    "--clear-groups",
                    "test",
                    "-x",
                    executable().toString());
            if (test.start().waitFor() != 0) {
                throw new ServerFailed(
                        "the nodes run as the user " + user + ", who cannot run " + executable()
                                + "; install a JDK 25 where every user may read it, such as /usr/lib/jvm, and let JAVA_HOME name it");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("asking whether " + user + " can run " + executable(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The jar that the build made of a module. */
    Path jar(String module) {
        Path target = root.resolve(module).resolve("target");
        String prefix = Path.of(module).getFileName() + "-";
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> isModuleJar(file.getFileName().toString(), prefix))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "no jar of " + module + " in " + target + "; build it with ./mvnw -DskipTests package"));
        } catch (IOException e) {
            throw new UncheckedIOException("looking into " + target, e);
        }
    }

    private static boolean isModuleJar(String file, String prefix) {
        return file.startsWith(prefix) && file.endsWith(".jar") && !file.endsWith("-app.jar");
    }

    /** A module's jar and everything it needs, as the build recorded it. */
    String classPath(String module) {
        Path recorded = root.resolve(module).resolve("target/classpath.txt");
        try {
            return jar(module) + ":" + Files.readString(recorded).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + recorded + "; build it with ./mvnw -DskipTests package", e);
        }
    }

    /** For a small JVM: the C library keeps what is freed in an arena per thread, and many threads come and go. */
    static final Map<String, String> ENVIRONMENT = Map.of("MALLOC_ARENA_MAX", "2");

    /** A small JVM that starts fast: for programs that wait more than they work. */
    static List<String> small(int heapMegabytes, List<String> options, String classPath, String main, String... args) {
        var command = new ArrayList<String>(List.of(
                executable().toString(),
                "-Xmx" + heapMegabytes + "m",
                "-XX:+UseSerialGC",
                // collects sooner rather than grow: thirteen such programs share the machine
                "-XX:MaxNewSize=20m",
                "-XX:MinHeapFreeRatio=15",
                "-XX:MaxHeapFreeRatio=30",
                "-XX:+UseCompactObjectHeaders",
                "-XX:TieredStopAtLevel=1",
                "-Xss512k",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(List.of(args));
        return command;
    }
}
