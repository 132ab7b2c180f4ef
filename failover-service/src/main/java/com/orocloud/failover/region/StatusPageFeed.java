package com.orocloud.failover.region;

import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.Map;

/** A provider's public page. */
record StatusPageFeed(String provider, String address, FeedClient client, Reading reading) implements ProviderFeed {

    /** How a page is understood. */
    @FunctionalInterface
    interface Reading {
        Map<String, Incident> of(String page) throws IOException;
    }

    @Override
    public Kind kind() {
        return Kind.STATUS_PAGE;
    }

    @Override
    public boolean isConfigured() {
        return !address.isEmpty();
    }

    @Override
    public Map<String, Incident> read(Collection<String> regions) throws IOException, InterruptedException {
        return reading.of(client.get(URI.create(address), Map.of()).body());
    }
}
