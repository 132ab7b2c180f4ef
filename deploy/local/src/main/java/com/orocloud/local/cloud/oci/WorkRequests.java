package com.orocloud.local.cloud.oci;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.orocloud.local.cloud.compute.Operations;
import com.orocloud.local.cloud.web.Json;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The operations of this cloud as work requests. */
final class WorkRequests {

    private static final String PREFIX = "operation-";

    private final Operations operations;

    WorkRequests(Operations operations) {
        this.operations = operations;
    }

    /** The id under which an operation is asked about. */
    static String id(String region, JsonObject operation) {
        String unique = Json.required(operation, "name").substring(PREFIX.length());
        return "ocid1.coreservicesworkrequest.oc1." + region + "." + unique;
    }

    private JsonObject operation(String id) {
        return operations.named(PREFIX + Ocid.unique(id)).orElseThrow(OciRefusal::notFound);
    }

    JsonObject get(String id, String compartment) {
        JsonObject operation = operation(id);
        JsonObject resource = Json.object(
                "actionType",
                action(operation),
                "entityType",
                "instance",
                "identifier",
                Json.required(operation, "targetId"),
                "entityUri",
                "/20160918/instances/" + Json.required(operation, "targetId"));
        return Json.object(
                "id",
                id,
                "operationType",
                Json.required(operation, "operationType").toUpperCase(Locale.ROOT) + "_INSTANCE",
                "status",
                status(operation),
                "compartmentId",
                compartment,
                "resources",
                Json.array(List.of(resource)),
                "percentComplete",
                isDone(operation) ? 100 : 10,
                "timeAccepted",
                Json.required(operation, "insertTime"),
                "timeFinished",
                Json.text(operation, "endTime").orElse(null));
    }

    private static String action(JsonObject operation) {
        return isDone(operation) ? operation.has("error") ? "FAILED" : "CREATED" : "IN_PROGRESS";
    }

    private static boolean isDone(JsonObject operation) {
        return Json.required(operation, "status").equals("DONE");
    }

    private static String status(JsonObject operation) {
        return switch (Json.required(operation, "status")) {
            case "PENDING" -> "ACCEPTED";
            case "RUNNING" -> "IN_PROGRESS";
            default -> operation.has("error") ? "FAILED" : "SUCCEEDED";
        };
    }

    /** Oracle says it in words only: a host that is not there is an internal error. */
    JsonArray errors(String id) {
        JsonArray errors = new JsonArray();
        for (JsonElement element : Json.members(Json.member(operation(id), "error"), "errors")) {
            JsonObject error = element.getAsJsonObject();
            String code = Json.required(error, "code");
            boolean stockout = code.startsWith("ZONE_RESOURCE_POOL_EXHAUSTED");
            boolean internal = stockout || code.startsWith("INTERNAL");
            errors.add(Json.object(
                    "code",
                    internal ? "InternalError" : code,
                    "message",
                    stockout
                            ? "Out of host capacity."
                            : Json.text(error, "message").orElse(code),
                    "timestamp",
                    Instant.now()));
        }
        return errors;
    }
}
