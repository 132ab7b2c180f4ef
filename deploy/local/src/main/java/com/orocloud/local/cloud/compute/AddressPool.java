package com.orocloud.local.cloud.compute;

import com.orocloud.local.cloud.state.Shelf;
import com.orocloud.local.cloud.web.Json;
import java.util.function.Predicate;

/** Deals out the addresses of one block, each as late as possible a second time. */
final class AddressPool {

    private static final int HOSTS = 254;
    private static final String CURSOR = "cursor";

    private final String block;
    private final Shelf shelf;

    /**
     * @param block the first two numbers of the addresses, such as {@code 127.64}; its first 256 addresses are not dealt
     */
    AddressPool(String block, Shelf shelf) {
        this.block = block;
        this.shelf = shelf;
    }

    synchronized String next(Predicate<String> taken) throws OperationFailure {
        int cursor = shelf.get(CURSOR)
                .flatMap(doc -> Json.text(doc, CURSOR))
                .map(Integer::parseInt)
                .orElse(0);
        for (int tried = 0; tried < HOSTS * HOSTS; tried++) {
            String address = block + "." + (1 + cursor / HOSTS) + "." + (1 + cursor % HOSTS);
            cursor = (cursor + 1) % (HOSTS * HOSTS);
            if (!taken.test(address)) {
                shelf.put(CURSOR, Json.object(CURSOR, cursor));
                return address;
            }
        }
        throw new OperationFailure("IP_SPACE_EXHAUSTED", "Every address of " + block + " is in use.");
    }
}
