package com.orocloud.backup.site;

import com.orocloud.backup.archive.Digests;
import com.orocloud.backup.archive.Manifest.FileContent;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A site's media files. They are packed into one stream, uncompressed, since the seal compresses; read one after the other,
 * so that memory does not depend on their number or size.
 */
public final class FilesNode {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration FILE_TIMEOUT = Duration.ofMinutes(2);

    private final URI endpoint;
    private final String token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /** @param address {@code host:port} */
    public FilesNode(String address, Credentials credentials) {
        endpoint = URI.create("http://" + address);
        token = credentials.files();
    }

    /** A file as the node lists it. */
    private record Listed(String name, long size, String sha256) {

        FileContent content() {
            return new FileContent(name, size, sha256);
        }
    }

    public List<FileContent> list() throws IOException, InterruptedException {
        var response = http.send(request("/files").build(), BodyHandlers.ofString());
        expect(2, response, "listing files");
        return List.of(JSON.readValue(response.body(), Listed[].class)).stream()
                .map(Listed::content)
                .toList();
    }

    /** Packs all files; tells what was read, not what was listed. */
    public List<FileContent> pack(OutputStream out) throws IOException, InterruptedException {
        var packed = new ArrayList<FileContent>();
        var zip = new ZipOutputStream(out);
        zip.setLevel(Deflater.NO_COMPRESSION);
        for (FileContent file : list()) {
            zip.putNextEntry(new ZipEntry(file.name()));
            packed.add(fetch(file.name(), zip));
            zip.closeEntry();
        }
        zip.finish();
        return List.copyOf(packed);
    }

    private FileContent fetch(String name, OutputStream out) throws IOException, InterruptedException {
        var response = http.send(request(path(name)).build(), BodyHandlers.ofInputStream());
        try (var body = response.body()) {
            expect(2, response, "reading " + name);
            return MediaPack.copy(name, body, out);
        }
    }

    /** Puts a file there, and tells what it was; the node shows it whole or not at all. */
    public FileContent put(String name, InputStream content) throws IOException, InterruptedException {
        var counted = new CountedStream(content);
        var body = BodyPublishers.ofInputStream(() -> counted);
        expect(2, http.send(request(path(name)).PUT(body).build(), BodyHandlers.ofString()), "writing " + name);
        return new FileContent(name, counted.bytes, Digests.hex(counted.digest));
    }

    /** Digests what the client reads of it, and keeps the pack open when the client closes it. */
    private static final class CountedStream extends FilterInputStream {

        private final MessageDigest digest = Digests.sha256();
        private long bytes;

        private CountedStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            if (read > 0) {
                digest.update(buffer, offset, read);
                bytes += read;
            }
            return read;
        }

        @Override
        public void close() {}
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(endpoint.resolve(path))
                .timeout(FILE_TIMEOUT)
                .header("Authorization", "Bearer " + token);
    }

    private static String path(String name) {
        return "/files/" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private void expect(int hundreds, HttpResponse<?> response, String doing) throws IOException {
        if (response.statusCode() / 100 != hundreds) {
            throw new IOException(doing + " at " + endpoint + ": HTTP " + response.statusCode());
        }
    }
}
