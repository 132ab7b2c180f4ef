package com.orocloud.failover.region.oci;

import com.oracle.bmc.auth.SimpleAuthenticationDetailsProvider;
import com.oracle.bmc.http.signing.DefaultRequestSigner;
import com.oracle.bmc.http.signing.RequestSigner;
import com.orocloud.failover.region.FeedClient;
import com.orocloud.failover.region.ProviderFeed;
import com.orocloud.failover.settings.FailoverSettings;
import com.orocloud.failover.settings.FailoverSettings.Announcements;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Oracle's announcements to one tenancy. What is happening in production now is an incident; maintenance, changes and
 * news are none. Signed by the SDK, and read without its client for announcements, which is far older than the rest.
 */
@Component
public final class OciAnnouncements implements ProviderFeed {

    private static final Logger LOG = LoggerFactory.getLogger(OciAnnouncements.class);
    private static final int PAGE = 100;
    private static final int PAGES_MAX = 10;
    private static final String NEXT_PAGE = "opc-next-page";
    private static final String HAPPENING = "PRODUCTION_EVENT_NOTIFICATION";

    /** Their offsets have a colon, or none. */
    private static final DateTimeFormatter TIMES = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX]")
            .toFormatter();

    private final @Nullable Announcements settings;
    private final Clock clock;
    private final FeedClient client;
    private final JsonMapper json = JsonMapper.shared();

    @Autowired
    OciAnnouncements(FailoverSettings settings, FeedClient client, Clock clock) {
        this(settings.statusPages().announcements(), client, clock);
    }

    /** @param settings null if there is no account */
    public OciAnnouncements(@Nullable Announcements settings, FeedClient client, Clock clock) {
        this.settings = settings;
        this.client = client;
        this.clock = clock;
    }

    @Override
    public Kind kind() {
        return Kind.ANNOUNCEMENTS;
    }

    @Override
    public String provider() {
        return "OCI";
    }

    @Override
    public boolean isConfigured() {
        return settings != null;
    }

    /** Asks in every region; one that does not answer is passed over as long as another does. */
    @Override
    public Map<String, Incident> read(Collection<String> regions) throws IOException, InterruptedException {
        if (settings == null) {
            return Map.of();
        }
        var incidents = new HashMap<String, Incident>();
        IOException silent = new IOException("there is no region to ask in");
        boolean answered = false;
        for (String region : regions) {
            try {
                readIn(region, settings, incidents);
                answered = true;
            } catch (IOException | JacksonException e) {
                LOG.warn("announcements cannot be read in {}: {}", region, e.toString());
                silent = new IOException("announcements cannot be read in any region", e);
            }
        }
        if (!answered) {
            throw silent;
        }
        return incidents;
    }

    private void readIn(String region, Announcements account, Map<String, Incident> incidents)
            throws IOException, InterruptedException {
        String page = "";
        for (int read = 0; read < PAGES_MAX; read++) {
            FeedClient.Answer answer = ask(region, account, page);
            JsonNode items = json.readTree(answer.body()).path("items");
            if (!items.isArray()) {
                throw new IOException("Announcements answered something that is no list of them");
            }
            for (JsonNode announcement : items) {
                if (isOpen(announcement)) {
                    add(announcement, incidents);
                }
            }
            page = answer.headers().firstValue(NEXT_PAGE).orElse("");
            if (page.isEmpty()) {
                return;
            }
        }
        throw new IOException("more than " + PAGES_MAX * PAGE + " active announcements, or pages without end");
    }

    private FeedClient.Answer ask(String region, Announcements account, String page)
            throws IOException, InterruptedException {
        URI address = URI.create(account.endpoint().replace("{region}", region)
                + "/20180904/announcements?compartmentId=" + encoded(account.tenancy())
                + "&lifecycleState=ACTIVE&limit=" + PAGE + (page.isEmpty() ? "" : "&page=" + encoded(page)));
        return client.get(address, signed(address, account));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The key is read anew each time, so that it can be exchanged. */
    private static Map<String, String> signed(URI address, Announcements account) throws IOException {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        try {
            RequestSigner signer =
                    DefaultRequestSigner.createRequestSigner(SimpleAuthenticationDetailsProvider.builder()
                            .tenantId(account.tenancy())
                            .userId(account.user())
                            .fingerprint(account.fingerprint())
                            .privateKeySupplier(() -> key(account))
                            .build());
            headers.putAll(signer.signRequest(address, "GET", Map.of("host", List.of(address.getAuthority())), null));
        } catch (RuntimeException e) {
            throw new IOException("signing with " + account.privateKey(), e);
        }
        headers.remove("host"); // the client says it itself
        return headers;
    }

    private static InputStream key(Announcements account) {
        try {
            return Files.newInputStream(account.privateKey());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isOpen(JsonNode announcement) {
        return says(announcement, "announcementType", HAPPENING)
                && says(announcement, "lifecycleState", "ACTIVE")
                && !isOver(announcement.path("timeTwoValue").asString(""));
    }

    private static boolean says(JsonNode announcement, String field, String value) {
        return announcement.path(field).asString("").equals(value);
    }

    /** Announcements stay active long after what they announce: the second time is its end. */
    private boolean isOver(String end) {
        try {
            Instant at = OffsetDateTime.parse(end, TIMES).toInstant();
            return !at.isAfter(clock.instant());
        } catch (DateTimeException none) {
            return false;
        }
    }

    private static void add(JsonNode announcement, Map<String, Incident> incidents) {
        String ticket = announcement.path("referenceTicketNumber").asString("");
        var incident = new Incident(
                ticket.isEmpty() ? announcement.path("id").asString("") : ticket,
                announcement.path("summary").asString(""));
        for (JsonNode region : announcement.path("affectedRegions")) {
            String name = region.asString("");
            if (!name.isEmpty() && !incident.id().isEmpty()) {
                incidents.putIfAbsent(name, incident);
            }
        }
    }
}
