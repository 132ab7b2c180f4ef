package com.orocloud.local.cloud.oci;

import com.google.gson.JsonObject;
import com.orocloud.local.cloud.compute.Instances;
import com.orocloud.local.cloud.compute.Operations;
import com.orocloud.local.cloud.state.Shelf;
import com.orocloud.local.cloud.web.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Instances in Oracle's words. Names are not unique, and what was terminated is still shown for a while. */
final class Machines {

    private static final int LARGEST_METADATA_BYTES = 32_000;
    private static final int GRAVES = 500;
    private static final List<String> FIXED_METADATA = List.of("user_data", "ssh_authorized_keys");

    private final Instances instances;
    private final Operations operations;
    private final Domains domains;
    private final Shelf graves;

    Machines(Instances instances, Operations operations, Domains domains, Shelf graves) {
        this.instances = instances;
        this.operations = operations;
        this.domains = domains;
        this.graves = graves;
        instances.whenRemoved(this::bury);
    }

    /** A machine with its work request. */
    record Launched(String id, String workRequest) {}

    Launched launch(String region, JsonObject order) {
        String compartment = Json.required(order, "compartmentId");
        String zone = domains.zone(region, Json.required(order, "availabilityDomain"));
        String id = Ocid.fresh("instance", region);
        String path = "projects/" + compartment + "/zones/" + zone + "/instances/" + id;
        JsonObject source = Json.member(order, "sourceDetails");
        JsonObject vnic = Json.member(order, "createVnicDetails");
        JsonObject oci = Json.object(
                "region",
                region,
                "compartmentId",
                compartment,
                "availabilityDomain",
                Json.required(order, "availabilityDomain"),
                "faultDomain",
                faultDomain(order),
                "shape",
                Json.required(order, "shape"),
                "shapeConfig",
                Json.member(order, "shapeConfig"),
                "imageId",
                Json.required(source, "imageId"),
                "subnetId",
                Json.required(vnic, "subnetId"));
        JsonObject instance = Json.object(
                "kind",
                "oci#instance",
                "id",
                id,
                "name",
                Json.text(order, "displayName").orElse(id),
                "creationTimestamp",
                Instant.now(),
                "zone",
                operations.link("projects/" + compartment + "/zones/" + zone),
                "selfLink",
                operations.link(path),
                "status",
                "PROVISIONING",
                "labels",
                Json.member(order, "freeformTags"),
                "metadata",
                items(Json.member(order, "metadata")),
                "networkInterfaces",
                Json.array(List.of(Json.object("name", "nic0", "networkIP", instances.freeAddress()))),
                "oci",
                oci);
        JsonObject operation = instances.create(region, path, instance, Optional.empty());
        return new Launched(id, WorkRequests.id(region, operation));
    }

    private static String faultDomain(JsonObject order) {
        String any = Domains.FAULT_DOMAINS.get(ThreadLocalRandom.current().nextInt(Domains.FAULT_DOMAINS.size()));
        String chosen = Json.text(order, "faultDomain").orElse(any);
        if (!Domains.FAULT_DOMAINS.contains(chosen)) {
            throw OciRefusal.invalid("There is no fault domain " + chosen);
        }
        return chosen;
    }

    private static JsonObject items(JsonObject metadata) {
        if (Json.print(metadata).getBytes(StandardCharsets.UTF_8).length > LARGEST_METADATA_BYTES) {
            throw OciRefusal.invalid("Metadata has more than " + LARGEST_METADATA_BYTES + " bytes.");
        }
        List<JsonObject> items = metadata.entrySet().stream()
                .map(item -> Json.object("key", item.getKey(), "value", item.getValue()))
                .toList();
        return Json.object("items", Json.array(items));
    }

    /** The instance with this id, as it is kept here; a terminated one is none. */
    JsonObject alive(String id) {
        return instances.find(path(id)).orElseThrow(OciRefusal::notFound);
    }

    String path(String id) {
        return instances.pathOf(id).orElseThrow(OciRefusal::notFound);
    }

    JsonObject get(String id) {
        return instances
                .pathOf(id)
                .flatMap(instances::find)
                .map(Machines::shown)
                .or(() -> graves.get(id))
                .orElseThrow(OciRefusal::notFound);
    }

    List<JsonObject> in(String region, String compartment) {
        List<JsonObject> found = new ArrayList<>(instances.all().stream()
                .filter(instance -> instance.has("oci"))
                .map(Machines::shown)
                .toList());
        found.addAll(graves.startingWith(""));
        return found.stream()
                .filter(shown -> Json.required(shown, "region").equals(region)
                        && Json.required(shown, "compartmentId").equals(compartment))
                .toList();
    }

    /** The work request of a START, STOP, SOFTSTOP, RESET. */
    String act(String id, String action) {
        JsonObject instance = alive(id);
        String status = state(instance);
        String type = switch (action) {
            case "STOP", "SOFTSTOP" -> "stop";
            case "START" -> "start";
            case "RESET", "SOFTRESET" -> "reset";
            default -> throw OciRefusal.invalid("action " + action);
        };
        if (!(type.equals("start") ? status.equals("STOPPED") : status.equals("RUNNING"))) {
            throw OciRefusal.incorrectState("The instance is " + status + ", it cannot be told to " + action);
        }
        return submit(instance, type);
    }

    String terminate(String id) {
        JsonObject instance = alive(id);
        instances.amend(path(id), doomed -> doomed.addProperty("terminating", true));
        return submit(instance, "delete");
    }

    private String submit(JsonObject instance, String type) {
        JsonObject operation = instances.submit(type, Instances.path(instance), Optional.empty());
        return WorkRequests.id(Json.required(Json.member(instance, "oci"), "region"), operation);
    }

    /** Changes name, tags or metadata; what a machine was first told about its start stays. */
    JsonObject update(String id, JsonObject change, Optional<String> ifMatch) {
        JsonObject now = alive(id);
        ifMatch.filter(wanted -> !wanted.equals(etag(shown(now)))).ifPresent(old -> {
            throw new OciRefusal(412, "NoEtagMatch", "The resource has changed since it was read as " + old);
        });
        JsonObject metadata = Json.member(change, "metadata");
        if (change.has("metadata")) {
            JsonObject before = Json.member(shown(now), "metadata");
            for (String fixed : FIXED_METADATA) {
                if (!Objects.equals(metadata.get(fixed), before.get(fixed))) {
                    throw OciRefusal.invalid(fixed + " cannot be changed after the launch.");
                }
            }
        }
        instances.amend(path(id), instance -> {
            Json.text(change, "displayName").ifPresent(name -> instance.addProperty("name", name));
            if (change.has("freeformTags")) {
                instance.add("labels", Json.member(change, "freeformTags"));
            }
            if (change.has("metadata")) {
                instance.add("metadata", items(metadata));
            }
        });
        return get(id);
    }

    static String etag(JsonObject shown) {
        return Signatures.digest(Json.print(shown).getBytes(StandardCharsets.UTF_8));
    }

    private void bury(JsonObject instance) {
        if (!instance.has("oci")) {
            return;
        }
        JsonObject grave = shown(instance);
        grave.addProperty("lifecycleState", "TERMINATED");
        graves.put(Json.required(grave, "id"), grave);
        if (graves.size() > GRAVES) {
            graves.startingWith("").stream()
                    .sorted(Comparator.comparing((JsonObject old) -> Json.required(old, "timeCreated")))
                    .limit(GRAVES / 10)
                    .forEach(old -> graves.remove(Json.required(old, "id")));
        }
    }

    private static String state(JsonObject instance) {
        if (instance.has("terminating")) {
            return "TERMINATING";
        }
        return switch (Instances.status(instance)) {
            case "TERMINATED" -> "STOPPED";
            case String same -> same;
        };
    }

    private static JsonObject shown(JsonObject instance) {
        JsonObject shown = Json.member(instance, "oci").deepCopy();
        shown.remove("subnetId");
        shown.addProperty("id", Json.required(instance, "id"));
        shown.addProperty("displayName", Json.required(instance, "name"));
        shown.addProperty("lifecycleState", state(instance));
        shown.addProperty("timeCreated", Json.required(instance, "creationTimestamp"));
        shown.add("freeformTags", Json.member(instance, "labels"));
        shown.add("definedTags", new JsonObject());
        JsonObject metadata = new JsonObject();
        Json.members(Json.member(instance, "metadata"), "items").forEach(element -> {
            JsonObject item = element.getAsJsonObject();
            metadata.addProperty(
                    Json.required(item, "key"), Json.text(item, "value").orElse(""));
        });
        shown.add("metadata", metadata);
        return shown;
    }
}
