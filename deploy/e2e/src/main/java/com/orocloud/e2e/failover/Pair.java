package com.orocloud.e2e.failover;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Two database nodes that somebody keeps available: what is measured. */
interface Pair extends AutoCloseable {

    /** One database node, under its standard port. */
    record Node(String name, String address) {}

    /** How writers log in. */
    record Login(String database, String user, String password) {}

    /**
     * How one main followed another, as whoever keeps the pair tells it.
     *
     * @param phases names and instants, in order
     */
    record Handover(Node main, Map<String, Instant> phases) {}

    String name();

    List<Node> nodes();

    Login login();

    /** Waits until both nodes are there and a loss of the main would be survived; returns the main. */
    Node awaitWhole() throws IOException;

    /** Makes the main go away, or asks for another. */
    void lose(Node main, Kind kind) throws IOException;

    /** Waits until another node leads. */
    Handover awaitHandover(Node lost, Kind kind, Instant since) throws IOException;

    /** Lets a frozen node run again, if it was not ended meanwhile. */
    void wake(Node node) throws IOException;

    /** Ends what was done to the node, so that it can come back. */
    void mend(Node node, Kind kind) throws IOException;

    @Override
    void close();
}
