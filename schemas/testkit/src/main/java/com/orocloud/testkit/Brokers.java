package com.orocloud.testkit;

import com.orocloud.servers.AddressBlock;
import java.nio.file.Path;

/** Chooses how tests get their broker: a process, or a container where {@code OROCLOUD_TESTS_WITH=docker}. */
final class Brokers {

    private static final String CHOICE = "OROCLOUD_TESTS_WITH";

    private Brokers() {}

    static Broker start(AddressBlock block, Path directory) {
        String choice = System.getenv().getOrDefault(CHOICE, "processes");
        return switch (choice) {
            case "processes" -> ProcessBroker.start(block, directory);

            default ->
                throw new IllegalStateException(CHOICE + " is " + choice + "; it may be processes (default) or docker");
        };
    }
}
