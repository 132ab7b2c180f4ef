package com.orocloud.local.cloud.compute;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** What an instance runs on; every method may be called again. */
interface Machines {

    /**
     * Told once, before anything else.
     *
     * @param instances finds an instance by its path
     * @param gone hears of machines that ended by themselves
     */
    void serve(Function<String, Optional<JsonObject>> instances, Consumer<String> gone);

    /** Starts the machine of this instance unless it is running. */
    void boot(String path, JsonObject instance) throws OperationFailure;

    /** Goes on with the running machine of an earlier life of this process; false if it is not running. */
    boolean adopt(String path, JsonObject instance);

    /** Asks the machine to end, and ends it after the grace; zero is a power cut. */
    void halt(String path, JsonObject instance, Duration grace);

    /** Stops time for everything on the machine. */
    void freeze(JsonObject instance);

    void thaw(JsonObject instance);

    /** The instance has other metadata now. */
    void metadataChanged(String path, JsonObject instance);

    /** Throws the disk of a halted machine away. */
    void discard(JsonObject instance);

    /** What an operator may want to know of each of these: pid, log, disk. */
    List<JsonObject> describe(List<JsonObject> instances);
}
