package com.orocloud.failover.region.gcp;

import com.orocloud.failover.region.FeedClient;
import com.orocloud.failover.region.ProviderFeed;
import com.orocloud.failover.settings.FailoverSettings;
import com.orocloud.failover.settings.FailoverSettings.ServiceHealth;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Personalized Service Health: the incidents that Google counts as relevant to one project. An incident that is only
 * looked into (EMERGING) is none yet, and one of a zone is none of its region.
 */
@Component
public final class GcpServiceHealth implements ProviderFeed {

    private static final int PAGE = 100;
    private static final int PAGES_MAX = 10;
    private static final String OPEN = "category=INCIDENT AND state=ACTIVE";

    private final @Nullable ServiceHealth settings;
    private final FeedClient client;
    private final JsonMapper json = JsonMapper.shared();

    @Autowired
    GcpServiceHealth(FailoverSettings settings, FeedClient client) {
        this(settings.statusPages().serviceHealth(), client);
    }

    /** @param settings null if there is no account */
    public GcpServiceHealth(@Nullable ServiceHealth settings, FeedClient client) {
        this.settings = settings;
        this.client = client;
    }

    @Override
    public Kind kind() {
        return Kind.SERVICE_HEALTH;
    }

    @Override
    public String provider() {
        return "GCP";
    }

    @Override
    public boolean isConfigured() {
        return settings != null;
    }

    @Override
    public Map<String, Incident> read(Collection<String> regions) throws IOException, InterruptedException {
        if (settings == null) {
            return Map.of();
        }
        var incidents = new HashMap<String, Incident>();
        String page = "";
        for (int read = 0; read < PAGES_MAX; read++) {
            JsonNode answer = ask(settings, page);
            for (JsonNode event : answer.path("events")) {
                if (isOpen(event)) {
                    add(event, incidents);
                }
            }
            page = answer.path("nextPageToken").asString("");
            if (page.isEmpty()) {
                return incidents;
            }
        }
        throw new IOException("more than " + PAGES_MAX * PAGE + " open incidents, or pages without end");
    }

    private JsonNode ask(ServiceHealth account, String page) throws IOException, InterruptedException {
        String query = "?pageSize=" + PAGE + "&filter=" + encoded(OPEN)
                + (page.isEmpty() ? "" : "&pageToken=" + encoded(page));
        URI address = URI.create(account.endpoint() + "/v1/projects/" + account.project() + "/locations/" + EVERYWHERE
                + "/events" + query);
        JsonNode answer = json.readTree(client.get(address, Map.of("Authorization", "Bearer " + token(account)))
                .body());
        if (!answer.isObject()) {
            throw new IOException("Service Health answered something that is no list of events");
        }
        return answer;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String token(ServiceHealth account) throws IOException {
        String token = Files.readString(account.tokenFile()).strip();
        if (!token.matches("[!-~]+")) {
            throw new IOException(account.tokenFile() + " holds no token");
        }
        return token;
    }

    /** Their filter is asked for, and not relied on. */
    private static boolean isOpen(JsonNode event) {
        return says(event, "category", "INCIDENT")
                && says(event, "state", "ACTIVE")
                && says(event, "detailedState", "CONFIRMED")
                && !says(event, "relevance", "NOT_IMPACTED")
                && event.path("endTime").asString("").isEmpty();
    }

    private static boolean says(JsonNode event, String field, String value) {
        return event.path(field).asString("").equals(value);
    }

    private static void add(JsonNode event, Map<String, Incident> incidents) {
        String name = event.path("name").asString("");
        var incident = new Incident(
                name.substring(name.lastIndexOf('/') + 1), event.path("title").asString(""));
        for (JsonNode impact : event.path("eventImpacts")) {
            String location = impact.path("location").path("locationName").asString("");
            if (!location.isEmpty() && !incident.id().isEmpty()) {
                incidents.putIfAbsent(location, incident);
            }
        }
    }
}
