package com.orocloud.provisioning;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.orocloud.events.DrApproved;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;

/** Signs approvals as dr-service does. */
public final class TestingApprovals {

    private final ECKey key;
    private final Path publicKeys;

    public TestingApprovals() {
        try {
            key = new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
            publicKeys = Files.createTempFile("approval-keys", ".json");
            Files.writeString(publicKeys, new JWKSet(key.toPublicJWK()).toString());
        } catch (JOSEException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public Path publicKeys() {
        return publicKeys;
    }

    /** What dr-service would claim about this approval. */
    public static JWTClaimsSet.Builder claims(DrApproved.Builder approved) {
        return new JWTClaimsSet.Builder()
                .issuer("dr-service")
                .subject(approved.getEnvironmentId())
                .claim("case", approved.getDrCaseId().toString())
                .claim("epoch", approved.getSiteEpoch())
                .claim(
                        "target",
                        approved.getTargetRegion().getProvider() + ":"
                                + approved.getTargetRegion().getRegion())
                .claim("plan", approved.getPlanHash())
                .jwtID(approved.getJti())
                .issueTime(Date.from(Instant.EPOCH));
    }

    public DrApproved signed(DrApproved.Builder approved) {
        return signed(approved, claims(approved).build());
    }

    public DrApproved signed(DrApproved.Builder approved, JWTClaimsSet claims) {
        try {
            var proof = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            proof.sign(new ECDSASigner(key));
            return approved.setProof(proof.serialize()).build();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
