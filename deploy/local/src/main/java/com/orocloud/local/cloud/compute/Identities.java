package com.orocloud.local.cloud.compute;

import com.google.gson.JsonObject;
import com.orocloud.local.cloud.state.AtomicFile;
import com.orocloud.local.cloud.web.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The identities of nodes: tokens that say which instance is asking, signed with a key of this cloud. */
public final class Identities {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final SecretKeySpec key;

    public Identities(Path keyFile) throws IOException {
        if (!Files.exists(keyFile)) {
            byte[] fresh = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(fresh);
            AtomicFile.write(keyFile, fresh);
        }
        this.key = new SecretKeySpec(Files.readAllBytes(keyFile), ALGORITHM);
    }

    String token(String path, JsonObject instance) {
        String claim = path + "#" + Json.required(instance, "id");
        return encoded(claim.getBytes(StandardCharsets.UTF_8)) + "." + encoded(signature(claim));
    }

    /** The environment whose secrets the bearer of this token may read. */
    public Optional<String> environment(String token, Instances instances) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 2) {
            return Optional.empty();
        }
        try {
            String claim = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
            byte[] signature = Base64.getUrlDecoder().decode(parts[1]);
            int hash = claim.indexOf('#');
            return MessageDigest.isEqual(signature, signature(claim))
                    ? instances
                            .find(claim.substring(0, hash))
                            .filter(instance -> Json.required(instance, "id").equals(claim.substring(hash + 1)))
                            .flatMap(instance -> Json.text(Json.member(instance, "labels"), "oro-env"))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private byte[] signature(String claim) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(claim.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
