package com.orocloud.backup.archive;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.streamingaead.PredefinedStreamingAeadParameters;
import com.google.crypto.tink.streamingaead.StreamingAeadConfig;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.GeneralSecurityException;
import java.util.Base64;

/**
 * One backup's own key at work: compresses with zstd, then encrypts with AES-256-GCM in segments of 1 MiB. Everything is
 * bound to the backup and the part, so that nothing opens in another's place.
 */
public final class Seal {

    /** Rows are text, which level 1 makes 6 % larger than level 3 does, in less than two thirds of its time. */
    private static final int LEVEL_OF_TEXT = 1;

    private static final int LEVEL_OF_FILES = 3;

    /** Each keeps some 20 MiB outside the heap, whatever the size of the part; a minute of the log needs none. */
    private static final int COMPRESSING_THREADS =
            Math.min(4, Runtime.getRuntime().availableProcessors());

    private static final int BUFFER_BYTES = 1 << 20;

    private final KeysetHandle key;
    private final StreamingAead cipher;
    private final Owner owner;

    private Seal(KeysetHandle key, Owner owner) throws GeneralSecurityException {
        this.key = key;
        this.owner = owner;
        cipher = key.getPrimitive(RegistryConfiguration.get(), StreamingAead.class);
    }

    static Seal fresh(Owner owner) throws GeneralSecurityException {
        StreamingAeadConfig.register();
        return new Seal(
                KeysetHandle.generateNew(
                        PredefinedStreamingAeadParameters.AES256_GCM_HKDF_1MB, RegistryConfiguration.get()),
                owner);
    }

    static Seal unwrap(String wrapped, KeyVault vault, Owner owner) throws GeneralSecurityException {
        StreamingAeadConfig.register();
        var key = TinkProtoKeysetFormat.parseEncryptedKeyset(
                Base64.getDecoder().decode(wrapped),
                vault.keyEncryption(),
                owner.bound("key"),
                RegistryConfiguration.get());
        return new Seal(key, owner);
    }

    String wrapped(KeyVault vault) throws GeneralSecurityException {
        return Base64.getEncoder()
                .encodeToString(TinkProtoKeysetFormat.serializeEncryptedKeyset(
                        key, vault.keyEncryption(), owner.bound("key"), RegistryConfiguration.get()));
    }

    private static int level(Part part) {
        return part == Part.DATABASE ? LEVEL_OF_TEXT : LEVEL_OF_FILES;
    }

    /** What is written goes compressed and encrypted into the file, and is on the disk when {@link Writing#done} returns. */
    public Writing write(Part part, Path file) throws IOException, GeneralSecurityException {
        return new Writing(part, part.key(), file);
    }

    /** The same for a stretch of the write-ahead log that begins there. */
    public Writing writeLog(long start, Path file) throws IOException, GeneralSecurityException {
        return new Writing(Part.LOG, LogStretch.key(start), file);
    }

    /** The plain content. Nothing of it may be believed before it was read to its end. */
    InputStream read(Part part, Path file) throws IOException, GeneralSecurityException {
        return read(part.key(), file);
    }

    InputStream readLog(long start, Path file) throws IOException, GeneralSecurityException {
        return read(LogStretch.key(start), file);
    }

    private InputStream read(String bound, Path file) throws IOException, GeneralSecurityException {
        var raw = Files.newInputStream(file);
        try {
            return new ZstdInputStream(
                    cipher.newDecryptingStream(new BufferedInputStream(raw, BUFFER_BYTES), owner.bound(bound)));
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    /** A part on its way into its sealed file. */
    public final class Writing extends FilterOutputStream {

        private final Part part;
        private final Path file;
        private final FlushedFile flushed;
        private final DigestOutputStream sealed;
        private long plainBytes;

        private Writing(Part part, String bound, Path file) throws IOException, GeneralSecurityException {
            super(OutputStream.nullOutputStream());
            this.part = part;
            this.file = file;
            // a store may have kept what stood here before under another name of the same file
            Files.deleteIfExists(file);
            flushed = new FlushedFile(file);
            sealed = new DigestOutputStream(new BufferedOutputStream(flushed, BUFFER_BYTES), Digests.sha256());
            var zstd = new ZstdOutputStream(cipher.newEncryptingStream(sealed, owner.bound(bound)), level(part));
            zstd.setWorkers(part == Part.LOG ? 0 : COMPRESSING_THREADS);
            zstd.setChecksum(true);
            out = zstd;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            plainBytes += length;
        }

        @Override
        public void write(int oneByte) throws IOException {
            out.write(oneByte);
            plainBytes++;
        }

        /** Ends the part; a part that was only closed is not to be used. */
        public Sealed done() throws IOException {
            close();
            return new Sealed(
                    part,
                    file,
                    flushed.written(),
                    Digests.hex(sealed.getMessageDigest()),
                    new Manifest.Plain(plainBytes, null));
        }
    }

    /** A part in its sealed file. */
    public record Sealed(Part part, Path file, long bytes, String sha256, Manifest.Plain plain) {

        StoredObject at(String uri) {
            return new StoredObject(part, uri, bytes, sha256);
        }
    }
}
