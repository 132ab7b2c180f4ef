package com.orocloud.dr;

import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * A one-time link. It alone can approve, so only its SHA-256 is stored here; the link itself leaves in one mail request
 * and is nowhere else.
 */
record ApprovalLink(String url, String tokenSha256) {

    private static final int TOKEN_BYTES = 32;

    static ApprovalLink create(URI publicUrl, SecureRandom random) {
        var bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        var token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new ApprovalLink(publicUrl + "/approvals/" + token, Sha256.of(token));
    }

    /** Records print themselves into logs; this one must not. */
    @Override
    public String toString() {
        return "ApprovalLink[" + tokenSha256 + "]";
    }
}
