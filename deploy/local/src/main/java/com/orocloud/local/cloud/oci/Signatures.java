package com.orocloud.local.cloud.oci;

import com.orocloud.local.cloud.web.Call;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks that a request was signed, whole and lately, by a key that is known here: RSA-SHA256 over the request target
 * and headers, as in Oracle's scheme (draft-cavage-http-signatures-08).
 */
final class Signatures {

    private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");
    private static final String TARGET = "(request-target)";

    private final Map<String, PublicKey> keys = new HashMap<>();

    /** @param keyFiles PEM files by key id, which is tenancy/user/fingerprint */
    Signatures(Map<String, String> keyFiles) throws IOException {
        for (Map.Entry<String, String> entry : keyFiles.entrySet()) {
            keys.put(entry.getKey(), publicKey(Path.of(entry.getValue())));
        }
    }

    private static PublicKey publicKey(Path file) throws IOException {
        String pem = Files.readString(file).replaceAll("-----[A-Z ]+-----|\\s", "");
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(pem)));
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " is not an RSA public key", e);
        }
    }

    void check(Call call, byte[] body) {
        Map<String, String> parameters = parameters(call.header("Authorization")
                .filter(header -> header.startsWith("Signature "))
                .orElseThrow(() -> refused("The request is not signed.")));
        List<String> signed = List.of(parameters.getOrDefault("headers", "date").split(" ", -1));
        boolean bodySigned = WITH_BODY.contains(call.method());
        List<String> needed = bodySigned
                ? List.of(TARGET, "host", "date", "x-content-sha256", "content-type", "content-length")
                : List.of(TARGET, "host", "date");
        if (!signed.containsAll(needed)) {
            throw refused("The signature leaves out one of " + needed);
        }
        recent(header(call, "date"));
        if (bodySigned && !header(call, "x-content-sha256").equals(digest(body))) {
            throw refused("x-content-sha256 is not that of the body.");
        }
        Optional<PublicKey> key = Optional.ofNullable(keys.get(parameters.getOrDefault("keyId", "")));
        if (!verifies(
                key.orElseThrow(() -> refused("The key is not known.")),
                text(call, signed),
                parameters.getOrDefault("signature", ""))) {
            throw refused("The signature is not of this request.");
        }
    }

    private static Map<String, String> parameters(String header) {
        Map<String, String> parameters = new HashMap<>();
        Matcher matcher = PARAMETER.matcher(header);
        while (matcher.find()) {
            parameters.put(matcher.group(1), matcher.group(2));
        }
        return parameters;
    }

    private static String text(Call call, List<String> signed) {
        return String.join(
                "\n",
                signed.stream()
                        .map(name -> name.equals(TARGET)
                                ? TARGET + ": " + call.method().toLowerCase(Locale.ROOT)
                                        + call.line().substring(call.method().length())
                                : name + ": " + header(call, name))
                        .toList());
    }

    private static String header(Call call, String name) {
        return call.header(name).orElseThrow(() -> refused("The header " + name + " is signed and not there."));
    }

    private static void recent(String date) {
        try {
            Instant said = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            if (Duration.between(said, Instant.now()).abs().compareTo(SKEW) > 0) {
                throw refused("The date is more than " + SKEW + " off.");
            }
        } catch (DateTimeException e) {
            throw refused("The date cannot be read: " + date);
        }
    }

    static String digest(byte[] body) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean verifies(PublicKey key, String text, String signature) {
        try {
            Signature verifier = Signature.getInstance("SHA256withRSA");
            verifier.initVerify(key);
            verifier.update(text.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static OciRefusal refused(String why) {
        return new OciRefusal(
                401,
                "NotAuthenticated",
                "The required information to complete authentication was not provided or was incorrect. " + why);
    }
}
