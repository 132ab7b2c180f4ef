package com.orocloud.dr;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Shows that an answer comes from whoever holds the mailed link, without carrying the link over a topic that is kept for
 * weeks. It holds for this one answer to this one question; what it is made of stands at DrDecisionSubmitted.
 */
final class AnswerProof {

    private static final String ALGORITHM = "HmacSHA256";

    private AnswerProof() {}

    /**
     * @param tokenSha256 lower-case hex of the SHA-256 of the link's token
     * @return lower-case hex
     */
    static String of(String tokenSha256, String decision, UUID approvalId, String planHash) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(tokenSha256.getBytes(UTF_8), ALGORITHM));
            var text = decision + "\n" + approvalId + "\n" + planHash;
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
