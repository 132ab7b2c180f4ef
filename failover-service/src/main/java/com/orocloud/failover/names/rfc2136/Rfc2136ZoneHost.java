package com.orocloud.failover.names.rfc2136;

import com.orocloud.failover.names.ZoneHost;
import com.orocloud.failover.settings.FailoverSettings;
import com.orocloud.failover.settings.FailoverSettings.Dns;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The zones that stand on name servers. */
@Component
public final class Rfc2136ZoneHost implements ZoneHost {

    private final List<Rfc2136Zone> zones;

    public Rfc2136ZoneHost(FailoverSettings settings) {
        zones = settings.dns().zones().stream().flatMap(Rfc2136ZoneHost::zone).toList();
    }

    private static Stream<Rfc2136Zone> zone(Dns.Zone zone) {
        Dns.NameServer server = zone.nameServer();
        return server == null ? Stream.empty() : Stream.of(new Rfc2136Zone(zone, server));
    }

    @Override
    public List<Rfc2136Zone> zones() {
        return zones;
    }
}
