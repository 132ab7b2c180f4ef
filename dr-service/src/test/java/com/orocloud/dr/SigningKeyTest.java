package com.orocloud.dr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {

    @TempDir
    Path directory;

    @Test
    void withoutAKeyTheServiceSaysHowToMakeOne() {
        assertThatThrownBy(() -> SigningKey.read(directory.resolve("none.jwk")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("none.jwk")
                .hasMessageContaining("com.orocloud.dr.SigningKey");
    }

    @Test
    void theProofCanBeCheckedWithThePublicKeySetAlone() throws Exception {
        var cases = new Cases();
        var secret = directory.resolve("keys/private.jwk");
        var open = directory.resolve("keys/public.jwks");
        SigningKey.create(secret, open);
        var proof = SignedJWT.parse(SigningKey.read(secret).sign(cases.awaiting(), "jti-1", Cases.NOON));

        var key = JWKSet.load(open.toFile())
                .getKeyByKeyId(proof.getHeader().getKeyID())
                .toECKey();
        assertThat(proof.verify(new ECDSAVerifier(key))).isTrue();
        assertThat(proof.getJWTClaimsSet().getClaim("plan"))
                .isEqualTo(cases.awaiting().request().planHash());
    }

    @Test
    void onlyTheOwnerCanReadThePrivateKeyAndThePublicSetHoldsNoSecret() throws Exception {
        var secret = directory.resolve("private.jwk");
        var open = directory.resolve("public.jwks");
        SigningKey.create(secret, open);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(open)).doesNotContain("\"d\"");
    }
}
