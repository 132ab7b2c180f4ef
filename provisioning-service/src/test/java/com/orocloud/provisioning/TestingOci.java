package com.orocloud.provisioning;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.orocloud.provisioning.oci.OciAccount;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** An API key that the local cloud knows, and one that it does not. */
public final class TestingOci {

    private static final String TENANCY = "ocid1.tenancy.oc1..test";
    private static final String USER = "ocid1.user.oc1..test";
    private static final String FINGERPRINT = "11:22:33";

    private final Path directory;
    private final String endpoint;
    private final Path publicKey;

    TestingOci(Path directory, URI cloud) throws IOException {
        this.directory = directory;
        this.endpoint = cloud + "/oci/{region}";
        this.publicKey = pair("known");
        pair("unknown");
    }

    private Path pair(String name) throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair pair = generator.generateKeyPair();
            write(name + "-private.pem", "PRIVATE KEY", pair.getPrivate().getEncoded());
            return write(name + "-public.pem", "PUBLIC KEY", pair.getPublic().getEncoded());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path write(String file, String kind, byte[] key) throws IOException {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(key);
        return Files.writeString(
                directory.resolve(file), "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
    }

    Map<String, String> keys() {
        return Map.of(TENANCY + "/" + USER + "/" + FINGERPRINT, publicKey.toString());
    }

    public OciAccount account() {
        return account("known");
    }

    /** Says to be us and signs with another key. */
    public OciAccount forged() {
        return account("unknown");
    }

    private OciAccount account(String key) {
        return new OciAccount(
                endpoint,
                TENANCY,
                USER,
                FINGERPRINT,
                directory.resolve(key + "-private.pem"),
                "ocid1.compartment.oc1..test",
                "VM.Standard.E5.Flex",
                2,
                16,
                "image-1",
                "orocloud",
                "orocloud-nodes");
    }

    Map<String, Object> settings() {
        var settings = new HashMap<String, Object>();
        settings.put("provisioning.oci.endpoint", endpoint);
        settings.put("provisioning.oci.tenancy", TENANCY);
        settings.put("provisioning.oci.user", USER);
        settings.put("provisioning.oci.fingerprint", FINGERPRINT);
        settings.put("provisioning.oci.private-key", directory.resolve("known-private.pem"));
        settings.put("provisioning.oci.compartment", account().compartment());
        return settings;
    }
}
