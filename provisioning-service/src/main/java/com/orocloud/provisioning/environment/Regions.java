package com.orocloud.provisioning.environment;

import com.orocloud.events.IaasProvider;
import com.orocloud.provisioning.cloud.Place;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The catalogue of regions: where environments can stand, and under whose law. */
public final class Regions {

    /**
     * @param jurisdiction whose law data there is under
     * @param zones that fail independently of each other: zones, or availability domains
     * @param faultDomains in each of them, for a region that has one only; 1 where the provider has none
     * @param recovery where its environments are recovered by default; null if no region of its jurisdiction is paired
     */
    record Region(
            Place place,
            String geography,
            String jurisdiction,
            List<String> zones,
            int faultDomains,
            @Nullable String recovery) {

        boolean isSingleAvailabilityDomain() {
            return zones.size() == 1;
        }

        /** Where the nodes of a component are spread: the zones, or the fault domains of the only one. */
        List<String> placements() {
            return isSingleAvailabilityDomain() && faultDomains > 1
                    ? IntStream.rangeClosed(1, faultDomains)
                            .mapToObj(number -> zones.getFirst() + "-fd-" + number)
                            .toList()
                    : zones;
        }
    }

    private final Map<Place, Region> regions = new LinkedHashMap<>();

    private Regions() {}

    /** @throws IllegalArgumentException naming the entry that is wrong */
    public static Regions read(InputStream yaml) throws IOException {
        var catalogue = new Regions();
        Map<String, List<Map<String, Object>>> document = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        for (Map<String, Object> entry : document.getOrDefault("regions", List.of())) {
            Region region = region(entry);
            if (catalogue.regions.put(region.place(), region) != null) {
                throw new IllegalArgumentException(region.place() + " is listed twice in the region catalogue");
            }
        }
        return catalogue;
    }

    private static Region region(Map<String, Object> entry) {
        var place = new Place(IaasProvider.valueOf(text(entry, "provider")), text(entry, "region"));
        if (!(entry.get("zones") instanceof List<?> zones) || zones.isEmpty()) {
            throw new IllegalArgumentException(place + " has no zones in the region catalogue");
        }
        Object recovery = entry.get("recovery");
        return new Region(
                place,
                text(entry, "geography"),
                text(entry, "jurisdiction"),
                zones.stream().map(String::valueOf).toList(),
                entry.get("faultDomains") instanceof Integer number ? number : 1,
                recovery == null ? null : recovery.toString());
    }

    private static String text(Map<String, Object> entry, String name) {
        Object value = entry.get(name);
        if (value == null) {
            throw new IllegalArgumentException("an entry of the region catalogue has no " + name + ": " + entry);
        }
        return value.toString();
    }

    Optional<Region> find(Place place) {
        return Optional.ofNullable(regions.get(place));
    }

    List<Region> all() {
        return List.copyOf(regions.values());
    }

    /** Where the nodes of a site in this region are spread. */
    public List<String> placements(Place place) {
        return find(place)
                .orElseThrow(() -> new IllegalStateException(place + " has left the region catalogue"))
                .placements();
    }
}
