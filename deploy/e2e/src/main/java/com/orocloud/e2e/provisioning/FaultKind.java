package com.orocloud.e2e.provisioning;

import java.util.Optional;

/** What a cloud does to those who ask it for machines. Each strikes one creation in ten until it has struck its share. */
enum FaultKind {
    TIMEOUT_BEFORE("the connection is lost before the effect", "drop-before"),
    TIMEOUT_AFTER("the connection is lost after the effect", "drop-after"),
    TOO_MANY_CALLS("too many calls", "429"),
    SERVER_ERROR("an internal error", "500"),
    UNAVAILABLE("the service is away", "503"),
    CONFLICT("something is in the way", "409"),
    EXPIRED("the credentials have expired", "401"),
    QUOTA("the quota is used up", "quota"),
    SLOW("the answer takes three seconds", "delay"),
    STOCKOUT("the zone has no machine left, told later", "operation-error"),
    FAILED("the operation fails by itself", "operation-error"),
    LOST("the operation never ends", "operation-stuck");

    private static final String INTERNAL =
            "{\"error\":{\"errors\":[{\"code\":\"INTERNAL_ERROR\",\"message\":\"Internal error.\"}]}}";

    private static final int FORBIDDEN = 403;
    private static final int BAD_REQUEST = 400;

    private final String words;
    private final String status;

    FaultKind(String words, String status) {
        this.words = words;
        this.status = status;
    }

    String words() {
        return words;
    }

    /** Operations carry no provider in their words; so those faults strike on both alike. */
    boolean isOfOperations() {
        return status.startsWith("operation-");
    }

    String status(Provider provider) {
        if (this != QUOTA) {
            return status;
        }
        return Integer.toString(provider == Provider.GCP ? FORBIDDEN : BAD_REQUEST);
    }

    /** Empty for the local cloud's own. */
    Optional<String> body(Provider provider) {
        return switch (this) {
            case TIMEOUT_BEFORE, TIMEOUT_AFTER, UNAVAILABLE, SLOW, STOCKOUT, LOST -> Optional.empty();
            case FAILED -> Optional.of(INTERNAL);
            case TOO_MANY_CALLS ->
                Optional.of(provider.error(
                        429,
                        provider == Provider.GCP ? "rateLimitExceeded" : "TooManyRequests",
                        "Too many requests for the user"));
            case SERVER_ERROR -> Optional.of(provider.error(500, "InternalError", "Internal error"));
            case CONFLICT -> Optional.of(provider.error(409, "IncorrectState", "It is being changed"));
            case EXPIRED -> Optional.of(provider.error(401, "NotAuthenticated", "Expired"));
            case QUOTA ->
                Optional.of(
                        provider == Provider.GCP
                                ? provider.error(FORBIDDEN, "quotaExceeded", "Quota 'CPUS' exceeded.")
                                : provider.error(BAD_REQUEST, "LimitExceeded", "The service limits were exceeded"));
        };
    }
}
