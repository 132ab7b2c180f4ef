package com.orocloud.backup.site;

import com.orocloud.backup.archive.Digests;
import com.orocloud.backup.archive.Manifest.FileContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipInputStream;

/** The files of a backup, packed into one stream. */
public final class MediaPack {

    private MediaPack() {}

    /** Takes one file out of a pack, all of it, and tells what it was. */
    @FunctionalInterface
    public interface Taker {
        FileContent take(String name, InputStream content) throws IOException, InterruptedException;
    }

    /** Hands over every file; tells what each of them was. */
    public static List<FileContent> unpack(InputStream packed, Taker taker) throws IOException, InterruptedException {
        var files = new ArrayList<FileContent>();
        var zip = new ZipInputStream(packed);
        for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            files.add(taker.take(entry.getName(), zip));
        }
        return List.copyOf(files);
    }

    /** Copies a file and tells what it was. */
    public static FileContent copy(String name, InputStream in, OutputStream out) throws IOException {
        var digest = Digests.sha256();
        long bytes = new DigestInputStream(in, digest).transferTo(out);
        return new FileContent(name, bytes, Digests.hex(digest));
    }
}
