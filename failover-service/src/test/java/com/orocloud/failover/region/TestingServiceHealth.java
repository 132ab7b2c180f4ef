package com.orocloud.failover.region;

import com.sun.net.httpserver.HttpExchange;
import java.util.List;
import java.util.Map;

/** Google's Service Health API as it is published: events of a project, a bearer token, a page token. */
final class TestingServiceHealth extends TestingFeed {

    static final String PATH = "/v1/projects/orocloud-test/locations/global/events";

    private static final int PAGE = 2;

    private volatile String token = "token-1";

    /** The one before has run out. */
    void acceptOnly(String newToken) {
        token = newToken;
    }

    /** An event in the form of their documentation. */
    static String event(String id, String state, String detailedState, String relevance, String location) {
        return """
                {"name": "projects/orocloud-test/locations/global/events/%s",
                 "title": "We are experiencing a connectivity issue affecting Google Cloud SQL in %s.",
                 "description": "Our engineering team continues to investigate the issue.",
                 "category": "INCIDENT", "detailedCategory": "CONFIRMED_INCIDENT",
                 "state": "%s", "detailedState": "%s",
                 "eventImpacts": [{"product": {"productName": "Google Cloud SQL", "id": "hV87iK5DcEXKgWU2kDri"},
                                   "location": {"locationName": "%s"}}],
                 "relevance": "%s",
                 "updateTime": "2026-11-23T10:18:05.690761Z", "startTime": "2026-11-23T09:41:20.112287Z",
                 "nextUpdateTime": "2026-11-23T11:00:00Z"}""".formatted(id, location, state, detailedState, location, relevance);
    }

    @Override
    Answer answer(HttpExchange request, Map<String, String> query) {
        if (!("Bearer " + token).equals(request.getRequestHeaders().getFirst("Authorization"))) {
            return Answer.of(401, """
                    {"error": {"code": 401, "status": "UNAUTHENTICATED", "message": "Request had invalid authentication\
                     credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential."}}""");
        }
        if (!request.getRequestURI().getPath().equals(PATH)) {
            return Answer.of(404, "{\"error\": {\"code\": 404, \"status\": \"NOT_FOUND\"}}");
        }
        if (!query.getOrDefault("filter", "").equals("category=INCIDENT AND state=ACTIVE")
                || Integer.parseInt(query.getOrDefault("pageSize", "10")) > 100) {
            return Answer.of(400, "{\"error\": {\"code\": 400, \"status\": \"INVALID_ARGUMENT\"}}");
        }
        int from = Integer.parseInt(query.getOrDefault("pageToken", "0"));
        int to = Math.min(from + PAGE, items.size());
        List<String> page = items.subList(from, to);
        String next = to < items.size() ? ", \"nextPageToken\": \"" + to + "\"" : "";
        // an empty list is left out, as it always is in their JSON
        return Answer.of(200, page.isEmpty() ? "{}" : "{\"events\": [" + String.join(",", page) + "]" + next + "}");
    }
}
