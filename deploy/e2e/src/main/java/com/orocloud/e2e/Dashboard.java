package com.orocloud.e2e;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.orocloud.local.FactReader;
import com.orocloud.local.LocalSystem;
import com.orocloud.local.Place;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** A dashboard that calls no service: what it knows is what the compacted topics say. */
final class Dashboard {

    /** What is said at the same moment may be read a moment later. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final LocalSystem system;
    private final Map<String, Map<String, String>> statuses = new TreeMap<>();

    Dashboard(LocalSystem system) {
        this.system = system;
    }

    /** Compares it with what the services say of themselves over HTTP. */
    void check(Checks checks) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (FactReader reader = FactReader.ofSnapshots(system)) {
            Map<String, Map<String, String>> services;
            do {
                reader.poll().forEach(this::show);
                services = services();
            } while (!shown(services).equals(services) && System.nanoTime() < deadline);
            Map<String, Map<String, String>> expected = services;
            expected.forEach((what, states) -> checks.that(
                    "a dashboard shows " + what + " as the services do",
                    states.equals(statuses.get(what)),
                    String.valueOf(statuses.get(what))));
        }
    }

    private Map<String, Map<String, String>> shown(Map<String, Map<String, String>> services) {
        var shown = new TreeMap<>(statuses);
        shown.keySet().retainAll(services.keySet());
        return shown;
    }

    private void show(GenericRecord snapshot) {
        switch (snapshot.getSchema().getName()) {
            case "EnvironmentSnapshot" -> show("environments", snapshot, Facts.text(snapshot, "status"));
            case "RegionSnapshot" -> show("regions", snapshot, Facts.text(snapshot, "status"));
            case "DrCaseSnapshot" -> show("cases", snapshot, Facts.text(snapshot, "status"));
            case "BackupPostureSnapshot" ->
                show(
                        "recovery points",
                        snapshot,
                        recoveryPoints(
                                backupOf(snapshot.get("newestUsable")), backupOf(snapshot.get("newestOffRegion"))));
            default -> {
                // what services say to each other only
            }
        }
    }

    private void show(String what, GenericRecord snapshot, String state) {
        statuses.computeIfAbsent(what, key -> new TreeMap<>())
                .put(Facts.text(Facts.meta(snapshot), "aggregateId"), state);
    }

    private static String backupOf(@Nullable Object point) {
        return point instanceof GenericRecord known ? Facts.text(known, "backupId") : "none";
    }

    private static String recoveryPoints(String newest, String newestElsewhere) {
        return "newest " + newest + ", in another region " + newestElsewhere;
    }

    private Map<String, Map<String, String>> services() throws IOException {
        Place place = system.place();
        Map<String, String> environments = read(
                place.url(Place.Service.PROVISIONING) + "/environments?limit=100",
                one -> text(one, "environmentId"),
                "status");
        var points = new TreeMap<String, String>();
        for (String environment : environments.keySet()) {
            String url = place.url(Place.Service.BACKUP) + "/environments/" + environment + "/posture";
            if (Web.get(url).statusCode() == 404) {
                continue; // one that was never built has nothing to protect
            }
            JsonObject posture = Web.json(url).getAsJsonObject();
            points.put(
                    environment,
                    recoveryPoints(backupOf(posture, "newestUsable"), backupOf(posture, "newestOffRegion")));
        }
        return Map.of(
                "environments",
                environments,
                "recovery points",
                points,
                "regions",
                read(place.url(Place.Service.FAILOVER) + "/regions", one -> text(one, "region"), "status"),
                "cases",
                read(
                        place.url(Place.Service.DR) + "/cases",
                        one -> text(one.getAsJsonObject("drCase"), "environmentId"),
                        "state"));
    }

    private static String backupOf(JsonObject posture, String point) {
        return posture.has(point) ? text(posture.getAsJsonObject(point), "backupId") : "none";
    }

    private static Map<String, String> read(String url, Function<JsonObject, String> key, String status)
            throws IOException {
        var statuses = new TreeMap<String, String>();
        for (JsonElement element : Web.json(url).getAsJsonArray()) {
            JsonObject one = element.getAsJsonObject();
            statuses.put(key.apply(one), text(one, status));
        }
        return statuses;
    }

    private static String text(JsonObject one, String field) {
        return one.get(field).getAsString();
    }
}
