package com.orocloud.backup.archive;

import com.orocloud.backup.archive.Refusal.Reason;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A manifest as it stands in the store: readable JSON, and a seal over it that only the holder of the key-encryption key
 * can make, bound to the backup. Whoever can write to the bucket can therefore not replace it, not even by an older one.
 *
 * @param content the manifest's JSON, as text: the seal is over exactly these characters
 * @param seal SHA-256 of the content, encrypted and authenticated, in Base64
 */
record SealedManifest(String content, String seal) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static byte[] seal(Manifest manifest, KeyVault vault) throws GeneralSecurityException {
        var content = JSON.writeValueAsString(manifest);
        var seal = vault.keyEncryption().encrypt(hash(content), manifest.owner().bound(Part.MANIFEST.key()));
        return JSON.writeValueAsBytes(
                new SealedManifest(content, Base64.getEncoder().encodeToString(seal)));
    }

    static Manifest open(byte[] stored, Owner owner, KeyVault vault) throws Refusal {
        try {
            var sealed = JSON.readValue(stored, SealedManifest.class);
            var manifest = JSON.readValue(sealed.content(), Manifest.class);
            if (!vault.holds(manifest.keyId())) {
                throw new Refusal(
                        Part.MANIFEST, Reason.WRONG_KEY, "it was sealed with " + manifest.keyId() + ", not held here");
            }
            var vouchedFor = vault.keyEncryption()
                    .decrypt(Base64.getDecoder().decode(sealed.seal()), owner.bound(Part.MANIFEST.key()));
            if (!MessageDigest.isEqual(vouchedFor, hash(sealed.content()))) {
                throw refused("its content was changed");
            }
            if (!manifest.owner().equals(owner) || manifest.formatVersion() > Manifest.FORMAT_VERSION) {
                throw refused("it is another backup's, or of another format");
            }
            return manifest;
        } catch (GeneralSecurityException e) {
            throw refused("the key does not vouch for it: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw refused("its seal is no Base64");
        } catch (JacksonException e) {
            throw refused("it cannot be read: " + e.getOriginalMessage());
        }
    }

    private static byte[] hash(String content) {
        return Digests.sha256().digest(content.getBytes(StandardCharsets.UTF_8));
    }

    private static Refusal refused(String why) {
        return new Refusal(Part.MANIFEST, Reason.NOT_AUTHENTIC, why);
    }
}
