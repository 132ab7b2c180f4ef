package com.orocloud.failover.names;

import java.io.IOException;
import java.util.List;

/**
 * A zone of the platform's at whoever hosts it: what stands there, and changes of it that are made whole or not at all.
 *
 * <p>Beside every name that we write, the host keeps the site epoch for which it was written. A change is made on the
 * condition that both still are what they were when it was planned; how a host holds to that is the matter of each.
 */
public interface Zone {

    /** Its highest name, with the last dot. */
    String apex();

    /** Servers that must all answer a change before it is said to be made, as {@code host:port}. */
    List<String> authoritativeServers();

    /** Whether names of it may be behind an edge, so that its host has to be asked what stands there. */
    default boolean hasEdge() {
        return false;
    }

    /**
     * What stands at a name, as its host itself tells it.
     *
     * @param name with the last dot
     * @throws Declined if the host refuses to tell, and would again
     * @throws IOException if the host does not tell now
     */
    Found find(String name, String type) throws IOException;

    /**
     * Makes all of these moves, or none.
     *
     * @return false if something else stands at one of the names by now
     * @throws Declined if the host refuses, and would again
     * @throws IOException if it is not known whether the host has made them
     */
    boolean write(List<Move> moves) throws IOException;
}
