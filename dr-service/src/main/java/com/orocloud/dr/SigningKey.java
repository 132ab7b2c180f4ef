package com.orocloud.dr;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.orocloud.dr.Recovery.AwaitingApproval;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;

/**
 * Signs approvals (ES256), so that provisioning-service, and anybody later, can check without asking this service that
 * exactly this plan was approved.
 *
 * <p>As a program, {@code SigningKey <private JWK file> <public JWKS file>} makes a pair.
 */
public final class SigningKey {

    static final String ISSUER = "dr-service";

    private final ECKey key;
    private final JWSSigner signer;

    private SigningKey(ECKey key) throws JOSEException {
        this.key = key;
        this.signer = new ECDSASigner(key);
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException(
                    "usage: SigningKey <private JWK file to make> <public JWKS file to make>");
        }
        create(Path.of(arguments[0]), Path.of(arguments[1]));
    }

    /** Makes a new pair of files: the private key for dr-service alone, the public key set for whoever checks. */
    public static void create(Path privateJwk, Path publicJwks) throws IOException {
        try {
            var key = new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyIDFromThumbprint(true)
                    .generate();
            write(privateJwk, key.toJSONString(), "rw-------");
            write(publicJwks, new JWKSet(key.toPublicJWK()).toString(), "rw-r--r--");
        } catch (JOSEException e) {
            throw new IllegalStateException("making a P-256 key", e);
        }
    }

    static SigningKey read(Path privateJwk) {
        if (!Files.isRegularFile(privateJwk)) {
            throw new IllegalStateException("dr.signing-key: there is no file " + privateJwk
                    + ". Make one with: java -cp <class path of dr-service> " + SigningKey.class.getName() + " "
                    + privateJwk + " <public JWKS file for provisioning-service>");
        }
        try {
            return new SigningKey(ECKey.parse(Files.readString(privateJwk)));
        } catch (IOException | ParseException | JOSEException e) {
            throw new IllegalStateException("dr.signing-key: " + privateJwk + " is no private EC key in JWK form", e);
        }
    }

    /** The proof of one approval. */
    String sign(AwaitingApproval awaiting, String jti, Instant at) {
        var plan = awaiting.request().plan();
        var claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject(plan.environmentId())
                .claim("case", plan.caseId().toString())
                .claim("epoch", plan.epoch())
                .claim("target", plan.to().key())
                .claim("plan", awaiting.request().planHash())
                .jwtID(jti)
                .issueTime(Date.from(at))
                .build();
        var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(JOSEObjectType.JWT)
                .keyID(key.getKeyID())
                .build();
        try {
            var jwt = new SignedJWT(header, claims);
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("signing the approval of case " + plan.caseId(), e);
        }
    }

    /** Whole or not at all, and never readable by others for a moment. */
    private static void write(Path file, String content, String permissions) throws IOException {
        var directory = file.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
        var part = Files.createTempFile(directory, file.getFileName().toString(), ".part", mode);
        Files.writeString(part, content, UTF_8);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
