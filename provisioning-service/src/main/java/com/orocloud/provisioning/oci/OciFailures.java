package com.orocloud.provisioning.oci;

import com.oracle.bmc.model.BmcException;
import com.orocloud.provisioning.cloud.CloudFailure;
import com.orocloud.provisioning.cloud.CloudFailure.Capacity;
import com.orocloud.provisioning.cloud.CloudFailure.Refused;
import com.orocloud.provisioning.cloud.CloudFailure.Transient;
import com.orocloud.provisioning.cloud.CloudFailure.Unknown;
import java.util.Locale;
import java.util.Set;

/** Tells Oracle's failures apart. That there is no host left is an internal error to it; only the words say so. */
final class OciFailures {

    static final int NOT_FOUND = 404;
    static final int CONFLICT = 409;

    private static final int BAD_REQUEST = 400;
    private static final int SERVER_ERROR = 500;

    private static final Set<String> STOCKOUTS = Set.of("out of host capacity", "out of capacity");

    /**
     * Answers to which the next look or the next try has another answer: our credentials (401), time-outs, states and
     * etags that have changed meanwhile, and too many calls.
     */
    private static final Set<Integer> PASSING = Set.of(401, 408, CONFLICT, 412, 429);

    private OciFailures() {}

    /** @param changes true if the call may have changed something before it failed */
    static CloudFailure of(String doing, BmcException failure, boolean changes) {
        String why = text(failure);
        int status = failure.getStatusCode();
        if (status < BAD_REQUEST || failure.isTimeout() || failure.isClientSide()) {
            return changes ? new Unknown(doing, why) : new Transient(doing, why);
        }
        if (isStockout(why)) {
            return new Capacity(doing, why);
        }
        return PASSING.contains(status) || status >= SERVER_ERROR
                ? new Transient(doing, why)
                : new Refused(doing, code(String.valueOf(failure.getServiceCode())), why);
    }

    /** What a failed work request says. */
    static CloudFailure of(String doing, String code, String message) {
        String text = code + ": " + message;
        if (isStockout(text)) {
            return new Capacity(doing, text);
        }
        return code.startsWith("Internal") || code.equals("TooManyRequests") || code.isEmpty()
                ? new Transient(doing, text)
                : new Refused(doing, code(code), text);
    }

    private static String text(BmcException failure) {
        String message = failure.getUnmodifiedMessage();
        return failure.getStatusCode() + " " + failure.getServiceCode() + ": "
                + (message == null ? failure.getMessage() : message);
    }

    private static boolean isStockout(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return STOCKOUTS.stream().anyMatch(lower::contains);
    }

    private static String code(String serviceCode) {
        return serviceCode
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .replaceAll("[^A-Za-z0-9_]", "_")
                .toUpperCase(Locale.ROOT);
    }
}
