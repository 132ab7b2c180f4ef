package com.orocloud.failover.names.cloudflare;

import com.orocloud.failover.names.ZoneHost;
import com.orocloud.failover.settings.FailoverSettings;
import com.orocloud.failover.settings.FailoverSettings.Dns;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The zones that are at Cloudflare. */
@Component
public final class CloudflareZoneHost implements ZoneHost {

    private final List<CloudflareZone> zones;

    public CloudflareZoneHost(FailoverSettings settings, Clock clock) {
        zones = settings.dns().zones().stream()
                .flatMap(zone -> zone(zone, clock))
                .toList();
    }

    private static Stream<CloudflareZone> zone(Dns.Zone zone, Clock clock) {
        Dns.Cloudflare settings = zone.cloudflare();
        return settings == null
                ? Stream.empty()
                : Stream.of(new CloudflareZone(zone, new CloudflareApi(settings, clock), settings.edge()));
    }

    @Override
    public List<CloudflareZone> zones() {
        return zones;
    }
}
