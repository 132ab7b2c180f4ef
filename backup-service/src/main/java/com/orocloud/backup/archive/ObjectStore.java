package com.orocloud.backup.archive;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Objects that are written once, in a bucket per region. All calls may be repeated. An {@link IOException} means that the
 * region may answer later; every other failure has its own type.
 */
public interface ObjectStore {

    /** An object's place. */
    record Location(String region, String key) {}

    /**
     * Stores a file. Storing the same content again is done already.
     *
     * @throws FileAlreadyExistsException other content stands there
     */
    void putOnce(Location location, Path file, String sha256) throws IOException;

    /**
     * Brings an object into a file, in the place of what stood there. It is only to be read: it may be another name of the
     * object itself.
     *
     * @throws NoSuchFileException nothing stands there
     */
    void fetch(Location location, Path file) throws IOException;

    /**
     * Copies inside the store, without a way through this machine.
     *
     * @throws NoSuchFileException nothing stands at the source
     * @throws FileAlreadyExistsException other content stands at the target
     */
    void copyOnce(Location from, Location to) throws IOException;

    /** The provider's retention lock does not let the object go yet, not even at our own request. */
    final class Retained extends IOException {

        private static final long serialVersionUID = 1L;

        public Retained(String uri, Throwable cause) {
            super(uri + " is locked by its bucket's or its own retention", cause);
        }
    }

    /**
     * Removes everything whose key begins so.
     *
     * @throws Retained something of it is locked; what was removed before stays removed
     */
    void deleteAll(Location prefix) throws IOException;

    /** The keys of everything whose key begins so; none if the region has no bucket yet. */
    List<String> list(Location prefix) throws IOException;

    /** For people and events, for example {@code gs://bucket/key}. */
    String uri(Location location);
}
