package com.orocloud.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {

    @TempDir
    Path home;

    @Test
    void twoProgramsThatBeginTogetherAgreeOnEverySecret() {
        Credentials one = credentials();
        Credentials other = credentials();

        String first = one.get("database");
        String second = other.get("control-token");

        assertThat(other.get("database")).isEqualTo(first);
        assertThat(one.get("control-token")).isEqualTo(second);
        assertThat(credentials().get("database")).isEqualTo(first);
    }

    @Test
    void onlyTheOwnerReadsThem() throws Exception {
        credentials().get("database");

        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(home.resolve("secrets/credentials.json"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("secrets"))))
                .isEqualTo("rwx------");
    }

    private Credentials credentials() {
        return Credentials.of(new Place(home, home, "127.64"));
    }
}
