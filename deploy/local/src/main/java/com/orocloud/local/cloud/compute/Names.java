package com.orocloud.local.cloud.compute;

import com.google.gson.JsonElement;
import com.orocloud.local.cloud.web.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

/** The rules that names and fingerprints of Compute Engine follow. */
final class Names {

    private static final Pattern VALID = Pattern.compile("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final int FINGERPRINT_BYTES = 8;

    private Names() {}

    static String valid(String name) {
        if (!VALID.matcher(name).matches()) {
            throw Refusal.badRequest(
                    "invalid",
                    "Invalid value for field 'resource.name': '" + name + "'. Must be a match of regex '" + VALID
                            + "'");
        }
        return name;
    }

    static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Changes whenever the content does. */
    static String fingerprint(JsonElement content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(content.toString().getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(digest, FINGERPRINT_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
