package com.orocloud.local.cloud.compute;

/** Why an operation ended without its effect, in the codes of Compute Engine. */
final class OperationFailure extends Exception {

    private static final int UNAVAILABLE = 503;
    private static final int BAD_REQUEST = 400;

    private final String code;
    private final int status;

    OperationFailure(String code, String message) {
        this(code, message, UNAVAILABLE);
    }

    private OperationFailure(String code, String message, int status) {
        super(message);
        this.code = code;
        this.status = status;
    }

    /** Trying again changes nothing about it. */
    static OperationFailure refused(String code, String message) {
        return new OperationFailure(code, message, BAD_REQUEST);
    }

    static OperationFailure darkZone(String zone) {
        return new OperationFailure(
                "ZONE_RESOURCE_POOL_EXHAUSTED",
                "The zone '" + zone + "' does not have enough resources available to fulfill the request.");
    }

    String code() {
        return code;
    }

    int status() {
        return status;
    }
}
