package com.orocloud.failover.region;

import com.orocloud.failover.region.ProviderWord.Incident;
import com.orocloud.failover.settings.FailoverSettings;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;

/** Reads the providers' status pages. One that cannot be read, or understood, leaves everything as it was. */
@Component
class StatusSweep implements Sweep, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(StatusSweep.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int OK = 200;

    private final Regions regions;
    private final Transitions transitions;
    private final FailoverSettings settings;
    private final Clock clock;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private Instant readAt = Instant.MIN;

    StatusSweep(Regions regions, Transitions transitions, FailoverSettings settings, Clock clock) {
        this.regions = regions;
        this.transitions = transitions;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "status-pages";
    }

    @Override
    public void run() throws InterruptedException {
        Instant now = clock.instant();
        if (now.isBefore(readAt.plus(settings.statusPages().interval()))) {
            return;
        }
        readAt = now;
        read("GCP", settings.statusPages().gcp(), StatusPage::google);
        read("OCI", settings.statusPages().oci(), StatusPage::oracle);
    }

    private void read(String provider, String url, Function<String, Map<String, Incident>> understand)
            throws InterruptedException {
        if (url.isEmpty() || regions.all().stream().noneMatch(row -> row.id().startsWith(provider + ":"))) {
            return;
        }
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build();
            HttpResponse<String> page = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (page.statusCode() != OK) {
                LOG.warn("{} answered {}", url, page.statusCode());
                return;
            }
            Map<String, Incident> incidents = understand.apply(page.body());
            regions.all().stream()
                    .filter(row -> row.id().startsWith(provider + ":"))
                    .forEach(row -> remember(row, incidents));
        } catch (IOException | JacksonException e) {
            LOG.warn("{} cannot be read: {}", url, e.toString());
        }
    }

    private void remember(Stored<RegionHealth> row, Map<String, Incident> incidents) {
        Incident incident = incidents.getOrDefault(row.state().region().name(), incidents.get("global"));
        transitions.apply(
                regions.words(),
                row.id(),
                Cause.of(row),
                current -> ProviderWord.read(current, incident, clock.instant()));
    }

    @Override
    public void destroy() {
        http.shutdownNow();
    }
}
