package com.orocloud.local.cloud.region;

import com.google.gson.JsonElement;
import com.orocloud.local.cloud.state.Shelf;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Refusal;
import com.orocloud.local.cloud.web.Unreachable;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The regions and zones of the catalogue, and which of them are lost. */
public final class Regions {

    /** Whose region it is; names are different at each provider. */
    public enum Provider {
        GCP,
        OCI
    }

    /** One region of the catalogue. */
    public record Region(Provider provider, String name, List<String> zones) {}

    /** What is left of a place. */
    public enum Condition {
        UP,
        /** Its machines are gone, its API answers. */
        MACHINES_LOST,
        /** Its machines, its API and its buckets are gone. */
        LOST
    }

    private final Map<String, Region> regions = new LinkedHashMap<>();
    private final Shelf shelf;

    public Regions(Path catalogue, Shelf shelf) throws IOException {
        this.shelf = shelf;
        try (Reader reader = Files.newBufferedReader(catalogue)) {
            Map<String, List<Map<String, Object>>> document =
                    new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
            for (Map<String, Object> entry : document.getOrDefault("regions", List.of())) {
                Provider provider = Provider.valueOf(String.valueOf(entry.get("provider")));
                String name = String.valueOf(entry.get("region"));
                regions.put(name, new Region(provider, name, zones(entry)));
            }
        }
    }

    private static List<String> zones(Map<String, Object> entry) {
        return entry.get("zones") instanceof List<?> zones
                ? zones.stream().map(String::valueOf).toList()
                : List.of();
    }

    public List<Region> all() {
        return List.copyOf(regions.values());
    }

    /** The regions of one provider. */
    public List<Region> of(Provider provider) {
        return regions.values().stream()
                .filter(region -> region.provider() == provider)
                .toList();
    }

    public Region region(String name) {
        return find(name).orElseThrow(() -> Refusal.notFound("regions/" + name));
    }

    /** The region of a bucket's location, which is written in capitals. */
    public Optional<Region> find(String name) {
        return Optional.ofNullable(regions.get(name.toLowerCase(Locale.ROOT)));
    }

    public Region ofZone(String zone) {
        return regions.values().stream()
                .filter(region -> region.zones().contains(zone))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("zones/" + zone));
    }

    public Condition condition(String place) {
        return shelf.get(place)
                .flatMap(doc -> Json.text(doc, "condition"))
                .map(Condition::valueOf)
                .orElse(Condition.UP);
    }

    /** Whether the machines of this zone are gone, with the zone alone or with its region. */
    public boolean isDark(String zone) {
        return condition(zone) != Condition.UP || condition(ofZone(zone).name()) != Condition.UP;
    }

    public boolean isUnreachable(String region) {
        return condition(region) == Condition.LOST;
    }

    /** Refuses to answer for a region whose API is lost. */
    public void reach(String region) {
        if (isUnreachable(region)) {
            throw new Unreachable(region);
        }
    }

    /** Loses a place; what ran there is remembered for its return, also when it is lost again. */
    public synchronized void lose(String place, Condition condition, List<String> running) {
        Set<String> remembered = new LinkedHashSet<>(ranIn(place));
        remembered.addAll(running);
        shelf.put(place, Json.object("condition", condition, "running", remembered));
    }

    /** Brings a place back, and returns what ran there when it was lost. */
    public synchronized List<String> restore(String place) {
        List<String> ran = ranIn(place);
        shelf.remove(place);
        return ran;
    }

    private List<String> ranIn(String place) {
        return shelf.get(place)
                .map(doc -> Json.members(doc, "running"))
                .map(paths ->
                        paths.asList().stream().map(JsonElement::getAsString).toList())
                .orElse(List.of());
    }
}
