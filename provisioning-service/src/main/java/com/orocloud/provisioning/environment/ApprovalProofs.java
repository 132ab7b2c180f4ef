package com.orocloud.provisioning.environment;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.orocloud.events.DrApproved;
import com.orocloud.provisioning.cloud.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Optional;

/**
 * Checks the signed proof in an approval, without asking the service that sent it: whoever could write its topic could
 * otherwise rent machines.
 */
public final class ApprovalProofs {

    private static final String ISSUER = "dr-service";

    /** The only accepted algorithm; what a token says about itself is not trusted. */
    private static final JWSAlgorithm ALGORITHM = JWSAlgorithm.ES256;

    private final Path keys;

    /** @param keys public keys of dr-service, a JWKS file; read anew for each approval, so that keys can be rotated */
    public ApprovalProofs(Path keys) {
        this.keys = keys;
    }

    /** @return why the proof does not hold; empty if it does */
    public Optional<String> objection(DrApproved approved) {
        try {
            SignedJWT proof = SignedJWT.parse(approved.getProof());
            if (!ALGORITHM.equals(proof.getHeader().getAlgorithm())) {
                return Optional.of("it is signed with " + proof.getHeader().getAlgorithm());
            }
            JWK key = JWKSet.parse(Files.readString(keys))
                    .getKeyByKeyId(proof.getHeader().getKeyID());
            if (!(key instanceof ECKey publicKey)) {
                return Optional.of("its key " + proof.getHeader().getKeyID() + " is not one of dr-service's");
            }
            return proof.verify(new ECDSAVerifier(publicKey))
                    ? objection(proof.getJWTClaimsSet(), approved)
                    : Optional.of("the signature is not of its content");
        } catch (ParseException | JOSEException e) {
            return Optional.of("it cannot be read: " + e.getMessage());
        } catch (IOException e) {
            throw new IllegalStateException("reading the approval keys " + keys, e);
        }
    }

    private static Optional<String> objection(JWTClaimsSet claims, DrApproved approved) throws ParseException {
        Long epoch = claims.getLongClaim("epoch");
        if (!ISSUER.equals(claims.getIssuer())) {
            return Optional.of("it was issued by " + claims.getIssuer());
        }
        if (!approved.getEnvironmentId().equals(claims.getSubject())) {
            return Optional.of("it is about another environment");
        }
        if (!approved.getDrCaseId().toString().equals(claims.getStringClaim("case"))) {
            return Optional.of("it is about another case");
        }
        if (epoch == null || approved.getSiteEpoch() != epoch) {
            return Optional.of("it is about another epoch");
        }
        if (!Place.of(approved.getTargetRegion()).toString().equals(claims.getStringClaim("target"))) {
            return Optional.of("it is about another region");
        }
        if (!approved.getPlanHash().equals(claims.getStringClaim("plan"))) {
            return Optional.of("it is about another plan");
        }
        if (!approved.getJti().equals(claims.getJWTID())) {
            return Optional.of("it is another approval's");
        }
        return Optional.empty();
    }
}
