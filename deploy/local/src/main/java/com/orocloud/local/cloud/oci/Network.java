package com.orocloud.local.cloud.oci;

import com.google.gson.JsonObject;
import com.orocloud.local.cloud.compute.Addresses;
import com.orocloud.local.cloud.compute.Instances;
import com.orocloud.local.cloud.compute.Operations;
import com.orocloud.local.cloud.web.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Network cards, their addresses, and reserved public addresses, which can be given to them. */
final class Network {

    private final Addresses addresses;
    private final Instances instances;
    private final Machines machines;
    private final Operations operations;

    Network(Addresses addresses, Instances instances, Machines machines, Operations operations) {
        this.addresses = addresses;
        this.instances = instances;
        this.machines = machines;
        this.operations = operations;
    }

    /** Every region has this one, as every project of Compute Engine has a default network. */
    static JsonObject subnet(String region, String compartment, String name) {
        return Json.object(
                "id",
                "ocid1.subnet.oc1." + region + ".orocloud",
                "displayName",
                name,
                "compartmentId",
                compartment,
                "vcnId",
                "ocid1.vcn.oc1." + region + ".orocloud",
                "cidrBlock",
                "10.0.0.0/16",
                "routeTableId",
                "ocid1.routetable.oc1." + region + ".orocloud",
                "virtualRouterIp",
                "10.0.0.1",
                "virtualRouterMac",
                "00:00:17:00:00:01",
                "lifecycleState",
                "AVAILABLE");
    }

    static JsonObject image(String region, String compartment, String name) {
        return Json.object(
                "id",
                "ocid1.image.oc1." + region + "." + Integer.toHexString(name.hashCode()),
                "displayName",
                name,
                "compartmentId",
                compartment,
                "operatingSystem",
                "Linux",
                "operatingSystemVersion",
                "1",
                "createImageAllowed",
                true,
                "timeCreated",
                "2026-01-01T00:00:00Z",
                "lifecycleState",
                "AVAILABLE");
    }

    /** A machine has its card as soon as it runs. */
    List<JsonObject> attachments(String instanceId) {
        JsonObject instance = machines.alive(instanceId);
        if (Instances.status(instance).equals("PROVISIONING")) {
            return List.of();
        }
        JsonObject oci = Json.member(instance, "oci");
        return List.of(Json.object(
                "id",
                Ocid.sibling("vnicattachment", instanceId),
                "instanceId",
                instanceId,
                "vnicId",
                Ocid.sibling("vnic", instanceId),
                "subnetId",
                Json.required(oci, "subnetId"),
                "compartmentId",
                Json.required(oci, "compartmentId"),
                "availabilityDomain",
                Json.required(oci, "availabilityDomain"),
                "timeCreated",
                Json.required(instance, "creationTimestamp"),
                "lifecycleState",
                "ATTACHED"));
    }

    JsonObject vnic(String vnicId) {
        JsonObject instance = machines.alive(Ocid.sibling("instance", vnicId));
        JsonObject oci = Json.member(instance, "oci");
        return Json.object(
                "id",
                vnicId,
                "isPrimary",
                true,
                "privateIp",
                Instances.address(instance),
                "publicIp",
                publicAddress(instance).orElse(null),
                "compartmentId",
                Json.required(oci, "compartmentId"),
                "availabilityDomain",
                Json.required(oci, "availabilityDomain"),
                "subnetId",
                Json.required(oci, "subnetId"),
                "timeCreated",
                Json.required(instance, "creationTimestamp"),
                "lifecycleState",
                "AVAILABLE");
    }

    private static Optional<String> publicAddress(JsonObject instance) {
        return Json.text(Json.first(Json.first(instance, "networkInterfaces"), "accessConfigs"), "natIP");
    }

    List<JsonObject> privateIps(String vnicId) {
        JsonObject card = vnic(vnicId);
        return List.of(Json.object(
                "id",
                Ocid.sibling("privateip", vnicId),
                "ipAddress",
                Json.required(card, "privateIp"),
                "isPrimary",
                true,
                "vnicId",
                vnicId,
                "subnetId",
                Json.required(card, "subnetId"),
                "compartmentId",
                Json.required(card, "compartmentId"),
                "timeCreated",
                Json.required(card, "timeCreated")));
    }

    String reserve(String region, JsonObject order) {
        if (!Json.required(order, "lifetime").equals("RESERVED")) {
            throw OciRefusal.invalid("only RESERVED addresses are made alone");
        }
        String compartment = Json.required(order, "compartmentId");
        String id = Ocid.fresh("publicip", region);
        String path = "projects/" + compartment + "/regions/" + region + "/addresses/" + id;
        JsonObject address = Json.object(
                "kind",
                "oci#publicIp",
                "id",
                id,
                "name",
                Json.text(order, "displayName").orElse(id),
                "creationTimestamp",
                Instant.now(),
                "address",
                addresses.unreserved(_ -> false),
                "status",
                "RESERVING",
                "region",
                operations.link("projects/" + compartment + "/regions/" + region),
                "selfLink",
                operations.link(path),
                "labels",
                Json.member(order, "freeformTags"),
                "oci",
                Json.object("compartmentId", compartment, "region", region));
        addresses.create(region, path, address, Optional.empty());
        return id;
    }

    JsonObject publicIp(String id) {
        return addresses.withId(id).map(this::shown).orElseThrow(OciRefusal::notFound);
    }

    List<JsonObject> publicIps(String region, String compartment) {
        return addresses.startingWith("projects/" + compartment + "/regions/" + region + "/").stream()
                .filter(address -> address.has("oci"))
                .map(this::shown)
                .toList();
    }

    JsonObject byAddress(String region, String wanted) {
        return addresses.startingWith("").stream()
                .filter(address -> address.has("oci"))
                .map(this::shown)
                .filter(shown -> Json.required(shown, "ipAddress").equals(wanted)
                        && shown.get("id").getAsString().contains("." + region + "."))
                .findFirst()
                .orElseThrow(OciRefusal::notFound);
    }

    /** Gives it to a private address, or with an empty one takes it away. */
    synchronized JsonObject assign(String id, JsonObject change) {
        String path = addresses.pathOf(id).orElseThrow(OciRefusal::notFound);
        JsonObject address = addresses.withId(id).orElseThrow(OciRefusal::notFound);
        String wanted = Json.text(change, "privateIpId").orElse("");
        if (wanted.isEmpty()) {
            addresses.take(path);
        } else {
            JsonObject instance = machines.alive(Ocid.sibling("instance", wanted));
            String given = Json.required(address, "address");
            if (publicAddress(instance).filter(has -> !has.equals(given)).isPresent()) {
                throw OciRefusal.incorrectState("The private address has another public one.");
            }
            addresses.give(path, Json.required(instance, "selfLink"));
            instances.amend(
                    Instances.path(instance),
                    machine -> Json.first(machine, "networkInterfaces")
                            .add("accessConfigs", Json.array(List.of(Json.object("natIP", given)))));
        }
        return publicIp(id);
    }

    void release(String id) {
        String path = addresses.pathOf(id).orElseThrow(OciRefusal::notFound);
        addresses.delete(path, Optional.empty());
    }

    private JsonObject shown(JsonObject address) {
        Optional<String> user = Json.members(address, "users").asList().stream()
                .findFirst()
                .map(link -> link.getAsString().substring(link.getAsString().lastIndexOf('/') + 1));
        String state = switch (Json.required(address, "status")) {
            case "RESERVING" -> "PROVISIONING";
            case "IN_USE" -> "ASSIGNED";
            default -> "AVAILABLE";
        };
        return Json.object(
                "id",
                Json.required(address, "id"),
                "displayName",
                Json.required(address, "name"),
                "ipAddress",
                Json.required(address, "address"),
                "lifetime",
                "RESERVED",
                "scope",
                "REGION",
                "lifecycleState",
                state,
                "assignedEntityId",
                user.map(instance -> Ocid.sibling("privateip", instance)).orElse(null),
                "privateIpId",
                user.map(instance -> Ocid.sibling("privateip", instance)).orElse(null),
                "compartmentId",
                Json.required(Json.member(address, "oci"), "compartmentId"),
                "freeformTags",
                Json.member(address, "labels"),
                "timeCreated",
                Json.required(address, "creationTimestamp"));
    }
}
