package com.orocloud.backup.archive;

import com.google.crypto.tink.Aead;

/**
 * Holds the key that wraps each backup's own key. It is never handed out, only used; it must be usable in every region in
 * which a restore may run.
 */
public interface KeyVault {

    /** Names the key that wraps now; older ones still unwrap. */
    String keyId();

    /** False if this vault cannot open what that key wrapped: then the vault is the wrong one, not the backup. */
    boolean holds(String keyId);

    /** Authenticated encryption under the key, a small thing at a time. */
    Aead keyEncryption();
}
