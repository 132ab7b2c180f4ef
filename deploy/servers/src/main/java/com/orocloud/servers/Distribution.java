package com.orocloud.servers;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the published artifacts of the broker and the registry lie, and the Java that runs them. The build of
 * deploy/servers puts them into its target folder.
 *
 * @param kafkaLib folder of the broker's jars
 * @param registryHome folder of the registry's quarkus-run.jar
 * @param java the java executable
 */
public record Distribution(Path kafkaLib, Path registryHome, Path java) {

    private static final String IN_REPOSITORY = "deploy/servers/target";

    /** What the build of this source tree made, run by the Java that runs this. */
    public static Distribution ofThisBuild() {
        for (Path target : candidates()) {
            if (Files.isDirectory(target.resolve("kafka/lib"))) {
                return in(target, Path.of(System.getProperty("java.home"), "bin", "java"));
            }
        }
        throw new ServerFailed("the broker's jars are nowhere in " + candidates()
                + "; build them with ./mvnw -pl deploy/servers -am -DskipTests package");
    }

    /** A folder with {@code kafka/lib} and {@code registry} in it. */
    public static Distribution in(Path folder, Path java) {
        return new Distribution(folder.resolve("kafka/lib"), folder.resolve("registry"), java);
    }

    private static List<Path> candidates() {
        var candidates = new ArrayList<Path>();
        candidates.add(besideThisClass());
        for (Path above = Path.of("").toAbsolutePath(); above != null; above = parentOf(above)) {
            candidates.add(above.resolve(IN_REPOSITORY));
        }
        return candidates;
    }

    /** The folder that holds this module's classes or jar. */
    private static Path besideThisClass() {
        try {
            Path source = Path.of(Distribution.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path folder = parentOf(source);
            return folder == null ? source : folder;
        } catch (URISyntaxException e) {
            throw new ServerFailed("finding this module's own files", e);
        }
    }

    private static @Nullable Path parentOf(Path path) {
        return path.getParent();
    }
}
