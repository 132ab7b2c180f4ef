package com.orocloud.failover.names.gcp;

import com.orocloud.failover.names.ZoneHost;
import com.orocloud.failover.settings.FailoverSettings;
import com.orocloud.failover.settings.FailoverSettings.Dns;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The zones that are in Google Cloud DNS. */
@Component
public final class GcpZoneHost implements ZoneHost {

    private final List<GcpZone> zones;

    public GcpZoneHost(FailoverSettings settings) {
        zones = settings.dns().zones().stream().flatMap(GcpZoneHost::zone).toList();
    }

    private static Stream<GcpZone> zone(Dns.Zone zone) {
        Dns.CloudDns settings = zone.cloudDns();
        return settings == null ? Stream.empty() : Stream.of(new GcpZone(zone, settings));
    }

    @Override
    public List<GcpZone> zones() {
        return zones;
    }
}
