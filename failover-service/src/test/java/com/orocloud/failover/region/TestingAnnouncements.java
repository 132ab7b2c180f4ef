package com.orocloud.failover.region;

import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Oracle's Announcements service as it is published, in several regions: signed requests, pages by a header. */
final class TestingAnnouncements extends TestingFeed {

    static final String TENANCY = "ocid1.tenancy.oc1..aaaa";
    static final String USER = "ocid1.user.oc1..bbbb";
    static final String FINGERPRINT = "20:3b:97:13:55:1c:aa:66:00:11:22:33:44:55:66:77";

    private static final int PAGE = 2;
    private static final int KEY_BITS = 2048;
    private static final KeyPair KEYS = newKeys();

    private final Set<String> lost = ConcurrentHashMap.newKeySet();

    static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String pem(KeyPair keys) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    String privateKey() {
        return pem(KEYS);
    }

    /** With the region as a part of the path instead of the name. */
    String endpointByRegion() {
        return endpoint() + "/{region}";
    }

    void lose(String region) {
        lost.add(region);
    }

    /** An announcement in the form of their documentation. */
    static String announcement(String ticket, String type, String end, String region) {
        return """
                {"type": "AnnouncementSummary", "id": "ocid1.announcement.region1..%s", "referenceTicketNumber": "%s",
                 "summary": "Networking | Germany Central (Frankfurt) | Ongoing issues",
                 "timeOneTitle": "Time Started", "timeOneValue": "2026-11-23T09:00:00.000Z",
                 "timeTwoTitle": "Time Ended", "timeTwoValue": %s,
                 "services": ["Networking"], "affectedRegions": ["%s"], "announcementType": "%s",
                 "lifecycleState": "ACTIVE", "isBanner": true, "environmentName": null, "platformType": "IAAS",
                 "timeCreated": "2026-11-23T09:50:00.000Z", "timeUpdated": "2026-11-23T09:50:00.000Z"}""".formatted(ticket, ticket, end.isEmpty() ? "null" : "\"" + end + "\"", region, type);
    }

    @Override
    Answer answer(HttpExchange request, Map<String, String> query) {
        String path = request.getRequestURI().getPath();
        if (lost.contains(path.split("/", -1)[1])) {
            return Answer.of(503, "");
        }
        if (!isSigned(request)) {
            return Answer.of(401, """
                    {"code": "NotAuthenticated", "message": "The required information to complete authentication was not\
                     provided or was incorrect."}""");
        }
        if (!path.endsWith("/20180904/announcements")
                || !TENANCY.equals(query.get("compartmentId"))
                || !"ACTIVE".equals(query.get("lifecycleState"))) {
            return Answer.of(404, "{\"code\": \"NotAuthorizedOrNotFound\"}");
        }
        int from = Integer.parseInt(query.getOrDefault("page", "0"));
        int to = Math.min(from + PAGE, items.size());
        return new Answer(
                200,
                "{\"items\": [" + String.join(",", items.subList(from, to)) + "], \"userStatuses\": []}",
                to < items.size() ? Map.of("opc-next-page", String.valueOf(to)) : Map.of());
    }

    /** By the known key, over all that they want signed of a GET. */
    private boolean isSigned(HttpExchange request) {
        String header = String.valueOf(request.getRequestHeaders().getFirst("Authorization"));
        Map<String, String> said = Pattern.compile("(\\w+)=\"([^\"]*)\"")
                .matcher(header)
                .results()
                .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
        List<String> names = List.of(said.getOrDefault("headers", "").split(" ", -1));
        if (!header.startsWith("Signature ")
                || !(TENANCY + "/" + USER + "/" + FINGERPRINT).equals(said.get("keyId"))
                || !names.containsAll(List.of("(request-target)", "host", "date"))) {
            return false;
        }
        String text =
                names.stream().map(name -> name + ": " + value(request, name)).collect(Collectors.joining("\n"));
        try {
            Signature verifier = Signature.getInstance("SHA256withRSA");
            verifier.initVerify(KEYS.getPublic());
            verifier.update(text.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(Base64.getDecoder().decode(said.getOrDefault("signature", "")));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String value(HttpExchange request, String name) {
        return name.equals("(request-target)")
                ? request.getRequestMethod().toLowerCase(Locale.ROOT) + " " + request.getRequestURI()
                : String.valueOf(request.getRequestHeaders().getFirst(name));
    }
}
