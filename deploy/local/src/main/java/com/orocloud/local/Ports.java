package com.orocloud.local;

import com.orocloud.local.Place.Service;
import com.orocloud.servers.AddressBlock;
import com.orocloud.servers.ServerFailed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The ports that an installation listens on, and whether somebody else has them. */
final class Ports {

    private static final int FIRST_BLOCK = 64;
    private static final int LAST_BLOCK = 127;

    /** Held until this process ends: by then the servers themselves show that the block is in use. */
    private static final Queue<AddressBlock> CHOSEN = new ConcurrentLinkedQueue<>();

    private final Place place;

    Ports(Place place) {
        this.place = place;
    }

    /** One address and port, and what is to listen there. */
    private record Listener(String what, String address, int port) {

        boolean isTaken() {
            return AddressBlock.isTaken(address, port);
        }

        @Override
        public String toString() {
            return address + ":" + port + " (" + what + ")";
        }
    }

    /**
     * The first two numbers of addresses that nobody uses, for example 127.64.
     *
     * @throws ServerFailed saying what is in the way, if there are none
     */
    static String freeBlock() {
        var inTheWay = new ArrayList<Listener>();
        for (int number = FIRST_BLOCK; number <= LAST_BLOCK; number++) {
            AddressBlock block = AddressBlock.claim(number, LAST_BLOCK);
            number = block.number();
            Optional<Listener> taken = taken(new Place(Path.of(""), Path.of(""), block.prefix()));
            if (taken.isEmpty()) {
                CHOSEN.add(block);
                return block.prefix();
            }
            block.close();
            inTheWay.add(taken.get());
        }
        throw new ServerFailed("every block of loopback addresses from 127." + FIRST_BLOCK + " to 127." + LAST_BLOCK
                + " is in use: " + inTheWay.getFirst() + " and so on; stop an installation with deploy/down, or the"
                + " program that listens on that port of every address (ss -ltnp shows it)");
    }

    /** @throws ServerFailed naming the first port that somebody else has */
    void requireFree() {
        taken(place).ifPresent(listener -> {
            throw new ServerFailed("another program listens on " + listener + "; stop it (ss -ltnp shows it), or let"
                    + " deploy/down --delete forget this installation, and the next one takes other addresses");
        });
    }

    private static Optional<Listener> taken(Place place) {
        return listeners(place).stream().filter(Listener::isTaken).findFirst();
    }

    private static List<Listener> listeners(Place place) {
        var all = new ArrayList<Listener>(List.of(
                new Listener("Kafka", place.broker(), 9092),
                new Listener("Kafka's controller", place.broker(), 9093),
                new Listener("schema registry", place.registry(), 8080),
                new Listener("schema registry's health", place.registry(), 9000),
                new Listener("PostgreSQL", place.postgres(), 5432),
                new Listener("BIND", place.nameServer(), place.nameServerPort()),
                new Listener("local cloud", place.cloud(), 8080),
                new Listener("local cloud's faults", place.cloud(), 8081),
                new Listener("SMTP", place.cloud(), 2525),
                new Listener("mailbox", place.cloud(), 8025),
                new Listener("files of a node", place.firstNode(), 8090),
                new Listener("metadata of a node", place.firstNode(), 9254)));
        for (Service service : Service.values()) {
            all.add(new Listener(service.id(), place.address(service), Place.HTTP));
            all.add(new Listener(service.id() + "'s health", place.address(service), Place.MANAGEMENT));
        }
        return all;
    }
}
