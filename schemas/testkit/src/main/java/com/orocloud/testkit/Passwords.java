package com.orocloud.testkit;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;

/** Passwords that live as long as the test JVM. */
final class Passwords {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 12;

    private Passwords() {}

    static String random() {
        var bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    static String of(Map<String, String> passwords, String user) {
        String password = passwords.get(user);
        if (password == null) {
            throw new IllegalArgumentException(user + " is not a user of topics.yaml; there are " + passwords.keySet());
        }
        return password;
    }
}
