package com.orocloud.local.cloud.web;

import com.google.gson.JsonObject;
import java.util.List;

/** A request answered with an error, in the body that Google's APIs give. */
public class Refusal extends RuntimeException {

    private final int status;
    private final String reason;

    public Refusal(int status, String reason, String message) {
        super(message);
        this.status = status;
        this.reason = reason;
    }

    public static Refusal notFound(String what) {
        return new Refusal(404, "notFound", "The resource '" + what + "' was not found");
    }

    public static Refusal alreadyExists(String what) {
        return new Refusal(409, "alreadyExists", "The resource '" + what + "' already exists");
    }

    public static Refusal badRequest(String reason, String message) {
        return new Refusal(400, reason, message);
    }

    public static Refusal conditionNotMet(String message) {
        return new Refusal(412, "conditionNotMet", message);
    }

    public int status() {
        return status;
    }

    public Reply reply() {
        return Reply.json(status, body());
    }

    private JsonObject body() {
        JsonObject cause = Json.object("message", getMessage(), "domain", "global", "reason", reason);
        return Json.object(
                "error",
                Json.object(
                        "code",
                        status,
                        "message",
                        getMessage(),
                        "errors",
                        Json.array(List.of(cause)),
                        "status",
                        canonicalName()));
    }

    private String canonicalName() {
        return switch (status) {
            case 400 -> "INVALID_ARGUMENT";
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 409 -> "ALREADY_EXISTS";
            case 412 -> "FAILED_PRECONDITION";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 503 -> "UNAVAILABLE";
            default -> "INTERNAL";
        };
    }
}
