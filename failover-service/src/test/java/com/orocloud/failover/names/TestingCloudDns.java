package com.orocloud.failover.names;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Google Cloud DNS's record sets and changes of one managed zone, with the conditions that it holds changes to. */
final class TestingCloudDns extends TestingProviderApi {

    static final String PROJECT = "orocloud-test";
    static final String MANAGED_ZONE = "shops";

    private static final String BASE = "/dns/v1/projects/" + PROJECT + "/managedZones/";

    private final TestingZones zones;
    private final Map<String, RrSet> sets = new LinkedHashMap<>();

    TestingCloudDns(TestingZones zones) {
        this.zones = zones;
    }

    private record RrSet(String name, String type, int ttl, Set<String> rrdatas) {

        String key() {
            return name + " " + type;
        }
    }

    /** Somebody's change at their console. */
    synchronized void put(String name, String type, String value) {
        apply(List.of(), List.of(new RrSet(name + ".", type, 300, Set.of(value))));
    }

    @Override
    synchronized Answer answer(String path, Map<String, String> query, @Nullable JsonNode body) {
        if (path.startsWith(BASE + "globex/")) {
            return error(403, "forbidden", "Forbidden");
        }
        if (path.equals(BASE + MANAGED_ZONE + "/rrsets")) {
            RrSet found = sets.get(query.get("name") + " " + query.get("type"));
            return ok(Map.of(
                    "kind",
                    "dns#resourceRecordSetsListResponse",
                    "rrsets",
                    found == null ? List.of() : List.of(found)));
        }
        if (path.equals(BASE + MANAGED_ZONE + "/changes") && body != null) {
            return change(read(body.path("deletions")), read(body.path("additions")));
        }
        return error(404, "notFound", "The 'parameters.managedZone' resource named '" + path + "' does not exist.");
    }

    private static List<RrSet> read(JsonNode list) {
        return list.valueStream()
                .map(set -> new RrSet(
                        set.path("name").asString(),
                        set.path("type").asString(),
                        set.path("ttl").asInt(),
                        new TreeSet<>(set.path("rrdatas")
                                .valueStream()
                                .map(JsonNode::asString)
                                .toList())))
                .toList();
    }

    private Answer change(List<RrSet> deletions, List<RrSet> additions) {
        Set<String> freed = new HashSet<>();
        for (int index = 0; index < deletions.size(); index++) {
            RrSet deletion = deletions.get(index);
            String entity = "entity.change.deletions[" + index + "]";
            if (!sets.containsKey(deletion.key())) {
                return error(
                        404,
                        "notFound",
                        "The '" + entity + "' resource named '" + label(deletion) + "' does not exist.");
            }
            if (!deletion.equals(sets.get(deletion.key()))) {
                return error(412, "conditionNotMet", "Precondition not met for '" + entity + "'");
            }
            freed.add(deletion.key());
        }
        for (int index = 0; index < additions.size(); index++) {
            RrSet addition = additions.get(index);
            String entity = "entity.change.additions[" + index + "]";
            if (!addition.name().endsWith("." + TestingZones.AT_CLOUD_DNS + ".")
                    || addition.rrdatas().isEmpty()) {
                return error(400, "invalid", "Invalid value for '" + entity + ".name': '" + addition.name() + "'");
            }
            if (sets.containsKey(addition.key()) && !freed.contains(addition.key())) {
                return error(
                        409,
                        "alreadyExists",
                        "The resource '" + entity + "' named '" + label(addition) + "' already exists");
            }
        }
        apply(deletions, additions);
        return ok(Map.of("kind", "dns#change", "id", "1", "status", "pending"));
    }

    private static String label(RrSet set) {
        return set.name() + " (" + set.type() + ")";
    }

    private void apply(List<RrSet> deletions, List<RrSet> additions) {
        deletions.forEach(set -> sets.remove(set.key()));
        additions.forEach(set -> sets.put(set.key(), set));
        Stream.concat(deletions.stream(), additions.stream())
                .map(RrSet::key)
                .distinct()
                .forEach(this::publish);
    }

    private void publish(String key) {
        RrSet now = sets.get(key);
        String name = key.replaceFirst(" .*", "");
        String type = key.replaceFirst(".* ", "");
        int ttl = now == null ? 0 : now.ttl();
        Set<String> values = now == null ? Set.of() : now.rrdatas();
        publish(() -> zones.publish(TestingZones.AT_CLOUD_DNS, name, type, ttl, values));
    }

    private Answer ok(Object body) {
        return Answer.of(200, json.writeValueAsString(body));
    }

    @Override
    Answer unauthorized() {
        return error(401, "authError", "Invalid Credentials");
    }

    /** As Google words errors. */
    Answer error(int status, String reason, String message) {
        return Answer.of(
                status,
                json.writeValueAsString(Map.of(
                        "error",
                        Map.of(
                                "code",
                                status,
                                "message",
                                message,
                                "errors",
                                List.of(Map.of("message", message, "domain", "global", "reason", reason))))));
    }
}
