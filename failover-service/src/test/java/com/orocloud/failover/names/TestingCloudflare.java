package com.orocloud.failover.names;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Cloudflare's records of one zone and batches of changes, each one transaction, with the rules that it has for them. */
public final class TestingCloudflare extends TestingProviderApi {

    public static final String ZONE_ID = "023e105f4ecef8ad9ca31a8372d0c353";
    static final String FOREIGN_ZONE_ID = "9a7806061c88ada191ed06f989cc3dac";

    private static final String BASE = "/client/v4/zones/";
    /** Of these only one kind may stand at a name, and of the last one only one. */
    private static final Set<String> ALONE = Set.of("A", "AAAA", "CNAME");
    /** Where visitors of every name behind the edge come in. */
    public static final String EDGE = "198.51.100.10";

    private static final int AUTOMATIC = 1;
    private static final int AUTOMATIC_SECONDS = 300;

    private final TestingZones zones;
    private final String zone;
    private Map<String, Row> records = new LinkedHashMap<>();

    public TestingCloudflare(TestingZones zones) {
        this(zones, TestingZones.AT_CLOUDFLARE);
    }

    public TestingCloudflare(TestingZones zones, String zone) {
        this.zones = zones;
        this.zone = zone;
    }

    private record Row(String id, String name, String type, String content, int ttl, boolean proxied) {

        /** Behind the edge it is theirs to say for how long. */
        Row {
            ttl = proxied ? AUTOMATIC : ttl;
        }
    }

    private static final class Rejected extends Exception {

        private static final long serialVersionUID = 1L;

        private final int code;

        Rejected(int code, String message) {
            super(message);
            this.code = code;
        }
    }

    /** Somebody's new record at their dashboard. */
    public synchronized void put(String name, String type, String content, boolean proxied) {
        var record = new Row(newId(), name, type, content, 300, proxied);
        records.put(record.id(), record);
        publish(record);
    }

    public synchronized boolean has(String name, String content) {
        return records.values().stream()
                .anyMatch(
                        record -> record.name().equals(name) && record.content().equals(content));
    }

    /** Somebody's change of what stands there, at their dashboard. */
    public synchronized void edit(String name, String type, String from, String to) {
        Row old = records.values().stream()
                .filter(record -> record.name().equals(name)
                        && record.type().equals(type)
                        && record.content().equals(from))
                .findFirst()
                .orElseThrow();
        var edited = new Row(old.id(), name, type, to, old.ttl(), old.proxied());
        records.put(old.id(), edited);
        publish(edited);
    }

    private static String newId() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    @Override
    synchronized Answer answer(String path, Map<String, String> query, @Nullable JsonNode body) {
        if (path.startsWith(BASE + FOREIGN_ZONE_ID)) {
            return error(403, 10000, "Authentication error");
        }
        if (path.equals(BASE + ZONE_ID + "/dns_records") && body == null) {
            return ok(records.values().stream()
                    .filter(record -> record.name().equals(query.get("name.exact"))
                            && record.type().equals(query.get("type")))
                    .toList());
        }
        if (path.equals(BASE + ZONE_ID + "/dns_records/batch") && body != null) {
            return batch(body);
        }
        return error(404, 7003, "Could not route to " + path + ", perhaps your object identifier is invalid?");
    }

    private Answer batch(JsonNode body) {
        Map<String, Row> changed = new LinkedHashMap<>(records);
        try {
            for (JsonNode delete : body.path("deletes")) {
                existing(changed, delete);
                changed.remove(delete.path("id").asString());
            }
            for (JsonNode put : body.path("puts")) {
                existing(changed, put);
                changed.remove(put.path("id").asString());
                add(changed, put, put.path("id").asString());
            }
            for (JsonNode post : body.path("posts")) {
                add(changed, post, newId());
            }
        } catch (Rejected e) {
            return error(e.code == 81044 ? 404 : 400, e.code, String.valueOf(e.getMessage()));
        }
        Map<String, Row> before = records;
        records = changed;
        before.values().stream()
                .filter(record -> !changed.containsValue(record))
                .forEach(this::publish);
        changed.values().stream()
                .filter(record -> !before.containsValue(record))
                .forEach(this::publish);
        return ok(Map.of());
    }

    private static void existing(Map<String, Row> changed, JsonNode wanted) throws Rejected {
        if (!changed.containsKey(wanted.path("id").asString())) {
            throw new Rejected(81044, "Record does not exist.");
        }
    }

    private static void add(Map<String, Row> changed, JsonNode wanted, String id) throws Rejected {
        var record = new Row(
                id,
                wanted.path("name").asString(),
                wanted.path("type").asString(),
                wanted.path("content").asString(),
                wanted.path("ttl").asInt(),
                wanted.path("proxied").asBoolean());
        if (record.ttl() != 1 && (record.ttl() < 60 || record.ttl() > 86400)) {
            throw new Rejected(9021, "Invalid TTL. Must be between 60 and 86400 seconds, or 1 for Automatic.");
        }
        if (record.proxied() && !ALONE.contains(record.type())) {
            throw new Rejected(9004, "This record type cannot be proxied.");
        }
        for (Row other : changed.values()) {
            if (!other.name().equals(record.name())) {
                continue;
            }
            if (other.type().equals(record.type()) && other.content().equals(record.content())) {
                throw new Rejected(81058, "An identical record already exists.");
            }
            boolean both = ALONE.contains(other.type()) && ALONE.contains(record.type());
            if (both && (other.type().equals("CNAME") || record.type().equals("CNAME"))) {
                throw new Rejected(81053, "An A, AAAA, or CNAME record with that host already exists.");
            }
        }
        changed.put(id, record);
    }

    /** To the name servers: all records of its kind at its name, or the edge's addresses if one of them is behind it. */
    private void publish(Row changed) {
        List<Row> set = records.values().stream()
                .filter(record ->
                        record.name().equals(changed.name()) && record.type().equals(changed.type()))
                .toList();
        boolean behind = (set.isEmpty() ? List.of(changed) : set).stream().anyMatch(Row::proxied);
        List<String> values = behind
                ? set.stream().map(_ -> EDGE).distinct().toList()
                : set.stream()
                        .map(record -> record.type().equals("CNAME") ? record.content() + "." : record.content())
                        .toList();
        String type = behind ? "A" : changed.type();
        int ttl = changed.ttl() == AUTOMATIC ? AUTOMATIC_SECONDS : changed.ttl();
        publish(() -> zones.publish(zone, changed.name(), type, ttl, values));
    }

    private Answer ok(Object result) {
        return Answer.of(
                200,
                json.writeValueAsString(
                        Map.of("success", true, "errors", List.of(), "messages", List.of(), "result", result)));
    }

    @Override
    Answer unauthorized() {
        return error(401, 10000, "Authentication error");
    }

    /** As Cloudflare words errors. */
    Answer error(int status, int code, String message) {
        return Answer.of(
                status,
                "{\"result\":null,\"success\":false,\"errors\":[{\"code\":" + code + ",\"message\":\"" + message
                        + "\"}],\"messages\":[]}");
    }
}
