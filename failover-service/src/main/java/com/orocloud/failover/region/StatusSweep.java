package com.orocloud.failover.region;

import com.orocloud.failover.region.ProviderFeed.Incident;
import com.orocloud.failover.settings.FailoverSettings;
import com.orocloud.failover.settings.FailoverSettings.StatusPages;
import com.orocloud.messaging.Cause;
import com.orocloud.messaging.Stored;
import com.orocloud.messaging.Sweep;
import com.orocloud.messaging.Transitions;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;

/** Reads what providers say. A feed that cannot be read, or understood, leaves everything as it was. */
@Component
class StatusSweep implements Sweep {

    private static final Logger LOG = LoggerFactory.getLogger(StatusSweep.class);

    private final Regions regions;
    private final Transitions transitions;
    private final StatusPages settings;
    private final Clock clock;
    private final List<ProviderFeed> feeds;
    private Instant readAt = Instant.MIN;

    StatusSweep(
            Regions regions,
            Transitions transitions,
            FailoverSettings settings,
            List<ProviderFeed> ofAccounts,
            FeedClient client,
            Clock clock) {
        this.regions = regions;
        this.transitions = transitions;
        this.settings = settings.statusPages();
        this.clock = clock;
        this.feeds = Stream.concat(
                        ofAccounts.stream(),
                        Stream.of(
                                new StatusPageFeed("GCP", this.settings.gcp(), client, StatusPage::google),
                                new StatusPageFeed("OCI", this.settings.oci(), client, StatusPage::oracle)))
                .filter(ProviderFeed::isConfigured)
                .toList();
    }

    @Override
    public String name() {
        return "status-pages";
    }

    @Override
    public void run() throws InterruptedException {
        Instant now = clock.instant();
        if (now.isBefore(readAt.plus(settings.interval()))) {
            return;
        }
        readAt = now;
        for (ProviderFeed feed : feeds) {
            read(feed);
        }
    }

    private void read(ProviderFeed feed) throws InterruptedException {
        List<Stored<RegionHealth>> rows = regions.all().stream()
                .filter(row -> row.state().region().provider().equals(feed.provider()))
                .toList();
        if (rows.isEmpty()) {
            return;
        }
        try {
            Map<String, Incident> incidents = feed.read(
                    rows.stream().map(row -> row.state().region().name()).toList());
            rows.forEach(row -> remember(row, feed, incidents));
        } catch (IOException | JacksonException e) {
            LOG.warn("what {} says by {} cannot be read: {}", feed.provider(), feed.kind(), e.toString());
        }
    }

    private void remember(Stored<RegionHealth> row, ProviderFeed feed, Map<String, Incident> incidents) {
        Incident incident = incidents.getOrDefault(row.state().region().name(), incidents.get(ProviderFeed.EVERYWHERE));
        transitions.apply(
                regions.words(),
                feed.kind().idFor(row.id()),
                Cause.of(row),
                current -> ProviderWord.read(current, incident, clock.instant()));
    }
}
