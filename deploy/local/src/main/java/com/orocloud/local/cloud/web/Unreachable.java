package com.orocloud.local.cloud.web;

/** The place that would answer is lost: depending on the settings the caller hears 503, or nothing for a while. */
public final class Unreachable extends Refusal {

    public Unreachable(String place) {
        super(503, "backendError", "The service in " + place + " is currently unavailable.");
    }
}
