package com.orocloud.local.cloud.compute;

/** Why an operation ended without its effect, in the codes of Compute Engine. */
final class OperationFailure extends Exception {

    private final String code;

    OperationFailure(String code, String message) {
        super(message);
        this.code = code;
    }

    static OperationFailure darkZone(String zone) {
        return new OperationFailure(
                "ZONE_RESOURCE_POOL_EXHAUSTED",
                "The zone '" + zone + "' does not have enough resources available to fulfill the request.");
    }

    String code() {
        return code;
    }
}
