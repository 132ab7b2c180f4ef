package com.orocloud.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** The key that approvals are signed with: made by dr-service's own tool, so that its format has one owner. */
final class SigningKeys {

    private SigningKeys() {}

    static void create(String classPath, Path privateKey, Path publicKeys) {
        try {
            List<String> command = Java.small(
                    64,
                    List.of(),
                    classPath,
                    "com.orocloud.dr.SigningKey",
                    privateKey.toString(),
                    publicKeys.toString());
            int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (exit != 0) {
                throw new IllegalStateException("making the signing key ended with " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("making the signing key", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while making the signing key", e);
        }
    }
}
