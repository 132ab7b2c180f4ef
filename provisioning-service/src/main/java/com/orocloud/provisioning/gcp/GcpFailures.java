package com.orocloud.provisioning.gcp;

import com.google.api.client.http.HttpResponseException;
import com.google.cloud.compute.v1.Errors;
import com.google.cloud.compute.v1.Operation;
import com.orocloud.provisioning.cloud.CloudFailure;
import com.orocloud.provisioning.cloud.CloudFailure.Capacity;
import com.orocloud.provisioning.cloud.CloudFailure.Refused;
import com.orocloud.provisioning.cloud.CloudFailure.Transient;
import com.orocloud.provisioning.cloud.CloudFailure.Unknown;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells Google's failures apart. The client's exception types do not: every 403 is a denied permission to it, and a 409
 * an abort; only the body of the answer says what happened.
 */
final class GcpFailures {

    static final int NOT_FOUND = 404;
    static final int CONFLICT = 409;

    /** Of our credentials, not of the request: a person renews them, and nothing that is being built need fail. */
    private static final int UNAUTHORIZED = 401;

    private static final int REQUEST_TIMEOUT = 408;
    private static final int PRECONDITION_FAILED = 412;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    /** Reasons that pass, whatever the status: too many calls, and something that is still being made. */
    private static final Set<String> PASSING = Set.of(
            "rateLimitExceeded", "userRateLimitExceeded", "RESOURCE_OPERATION_RATE_EXCEEDED", "resourceNotReady");

    /** By prefix: what is really returned has suffixes such as _WITH_DETAILS. */
    private static final Set<String> STOCKOUTS =
            Set.of("ZONE_RESOURCE_POOL_EXHAUSTED", "RESOURCE_POOL_EXHAUSTED", "STOCKOUT");

    private static final String STOCKOUT_TEXT = "does not have enough resources";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private GcpFailures() {}

    /** The HTTP status of a failed call; empty if no answer came. */
    static Optional<Integer> status(Throwable failure) {
        return response(failure).map(HttpResponseException::getStatusCode);
    }

    /** @param changes true if the call may have changed something before it failed */
    static CloudFailure of(String doing, Throwable failure, boolean changes) {
        Optional<HttpResponseException> answered = response(failure);
        if (answered.isEmpty()) {
            String why = String.valueOf(failure.getMessage());
            return changes ? new Unknown(doing, why) : new Transient(doing, why);
        }
        int status = answered.get().getStatusCode();
        JsonNode error = body(answered.get()).path("error");
        String reason = error.path("errors").path(0).path("reason").asString("");
        String message = error.path("message").asString("HTTP " + status);
        if (isStockout(reason, message)) {
            return new Capacity(doing, message);
        }
        boolean passes = status == UNAUTHORIZED
                || status == REQUEST_TIMEOUT
                || status == CONFLICT
                || status == PRECONDITION_FAILED
                || status == TOO_MANY_REQUESTS
                || status >= SERVER_ERROR
                || PASSING.contains(reason);
        return passes ? new Transient(doing, message) : new Refused(doing, code(reason, status), message);
    }

    /** What a finished operation says went wrong; empty if nothing did. */
    static Optional<CloudFailure> of(String doing, Operation operation) {
        if (!operation.hasError() || operation.getError().getErrorsCount() == 0) {
            return Optional.empty();
        }
        Errors error = operation.getError().getErrors(0);
        String text = error.getCode() + " " + error.getMessage();
        if (isStockout(error.getCode(), error.getMessage())) {
            return Optional.of(new Capacity(doing, text));
        }
        boolean passes = operation.getHttpErrorStatusCode() >= SERVER_ERROR
                || operation.getHttpErrorStatusCode() == TOO_MANY_REQUESTS
                || PASSING.contains(error.getCode())
                || error.getCode().startsWith("INTERNAL")
                || error.getCode().startsWith("RESOURCE_NOT_READY")
                || error.getCode().equals("RESOURCE_ALREADY_EXISTS");
        return Optional.of(passes ? new Transient(doing, text) : new Refused(doing, error.getCode(), text));
    }

    private static boolean isStockout(String code, String message) {
        return STOCKOUTS.stream().anyMatch(code::startsWith) || message.contains(STOCKOUT_TEXT);
    }

    private static String code(String reason, int status) {
        return reason.isEmpty()
                ? "HTTP_" + status
                : reason.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
    }

    private static Optional<HttpResponseException> response(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpResponseException response) {
                return Optional.of(response);
            }
        }
        return Optional.empty();
    }

    private static JsonNode body(HttpResponseException answered) {
        try {
            String content = answered.getContent();
            return JSON.readTree(content == null || content.isBlank() ? "{}" : content);
        } catch (JacksonException notJson) {
            return JSON.createObjectNode();
        }
    }
}
