package com.orocloud.local;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/** Who the control plane is in Oracle's dialect: a tenancy of its own, and a key to sign every call with. */
final class OciIdentity {

    private static final String TENANCY = "ocid1.tenancy.oc1..local";
    private static final String USER = "ocid1.user.oc1..orocloud";
    private static final String COMPARTMENT = "ocid1.compartment.oc1..orocloud";
    private static final String FINGERPRINT = "lo:ca:l0";
    private static final String PRIVATE = "oci-key.pem";
    private static final String PUBLIC = "oci-key-public.pem";
    private static final int BITS = 2048;

    private final Place place;

    OciIdentity(Place place) {
        this.place = place;
    }

    /** Makes the key if this installation has none. */
    void ensure() {
        if (Files.exists(place.secret(PRIVATE))) {
            return;
        }
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            KeyPair pair = generator.generateKeyPair();
            // the private half last: while it is missing, both are made anew
            Credentials.write(
                    place.secret(PUBLIC), pem("PUBLIC KEY", pair.getPublic().getEncoded()));
            Credentials.write(
                    place.secret(PRIVATE), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String kind, byte[] key) {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(key);
        return "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n";
    }

    /** What the local cloud knows: public keys by who signs with them. */
    Map<String, String> knownKeys() {
        return Map.of(
                TENANCY + "/" + USER + "/" + FINGERPRINT, place.secret(PUBLIC).toString());
    }

    /** What provisioning-service is told. */
    Map<String, Object> settings() {
        return Map.of(
                "endpoint", place.cloudApi() + "/oci/{region}",
                "tenancy", TENANCY,
                "user", USER,
                "fingerprint", FINGERPRINT,
                "private-key", place.secret(PRIVATE).toString(),
                "compartment", COMPARTMENT);
    }
}
