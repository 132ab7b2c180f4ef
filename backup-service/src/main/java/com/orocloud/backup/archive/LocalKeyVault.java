package com.orocloud.backup.archive;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A key-encryption key in a file, for machines without a key service. Whoever loses the file loses every backup: that is
 * said loudly when it is made.
 */
public final class LocalKeyVault implements KeyVault {

    private static final Logger log = LoggerFactory.getLogger(LocalKeyVault.class);

    private final String keyId;
    private final Set<String> keyIds;
    private final Aead keyEncryption;

    private LocalKeyVault(KeysetHandle keys) throws GeneralSecurityException {
        keyId = name(keys.getPrimary());
        keyIds = IntStream.range(0, keys.size())
                .mapToObj(index -> name(keys.getAt(index)))
                .collect(Collectors.toUnmodifiableSet());
        keyEncryption = keys.getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    /** Opens the file, or makes it if there is none. */
    public static LocalKeyVault open(Path file) throws IOException, GeneralSecurityException {
        AeadConfig.register();
        if (!Files.exists(file)) {
            create(file);
        }
        var keys = TinkJsonProtoKeysetFormat.parseKeyset(
                Files.readString(file), RegistryConfiguration.get(), InsecureSecretKeyAccess.get());
        return new LocalKeyVault(keys);
    }

    private static void create(Path file) throws IOException, GeneralSecurityException {
        var parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        var keys = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get());
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var fresh = Files.createTempFile(parent, "key", ".tmp", ownerOnly);
        try {
            Files.writeString(
                    fresh,
                    TinkJsonProtoKeysetFormat.serializeKeyset(
                            keys, RegistryConfiguration.get(), InsecureSecretKeyAccess.get()));
            try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.createLink(file, fresh);
            log.warn(
                    "Made a NEW backup key in {}. Every backup needs it: without this file none can be restored.",
                    file);
        } catch (FileAlreadyExistsException e) {
            log.info("another process made the backup key in {}", file);
        } finally {
            Files.delete(fresh);
        }
    }

    @Override
    public String keyId() {
        return keyId;
    }

    @Override
    public boolean holds(String wanted) {
        return keyIds.contains(wanted);
    }

    private static String name(KeysetHandle.Entry key) {
        return "local:%08x".formatted(key.getId());
    }

    @Override
    public Aead keyEncryption() {
        return keyEncryption;
    }
}
