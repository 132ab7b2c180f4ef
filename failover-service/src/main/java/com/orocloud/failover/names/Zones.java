package com.orocloud.failover.names;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** All zones of the platform's, whoever hosts them. */
@Component
class Zones {

    private final List<? extends Zone> zones;

    Zones(List<ZoneHost> hosts) {
        this.zones = hosts.stream()
                .flatMap(host -> host.zones().stream())
                .sorted(Comparator.comparingInt((Zone zone) -> zone.apex().length())
                        .reversed())
                .toList();
    }

    /** The one that a name is in; null if it is in none of ours. */
    @Nullable
    Zone holding(String name) throws TextParseException {
        Name wanted = NameServers.absolute(name);
        for (Zone zone : zones) {
            if (wanted.subdomain(NameServers.absolute(zone.apex()))) {
                return zone;
            }
        }
        return null;
    }

    /** The one that the names of a change are in. */
    @Nullable
    Zone holding(NameChange change) {
        try {
            return holding(change.records().getFirst().name());
        } catch (TextParseException e) {
            return null;
        }
    }
}
