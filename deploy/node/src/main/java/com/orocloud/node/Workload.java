package com.orocloud.node;

import java.io.IOException;

/** What a node of one role runs. Called by one thread only. */
interface Workload {

    /**
     * Brings the node one step nearer to what is wanted and says how far it is; safe to repeat at any moment, also
     * after the supervisor was killed in the middle of it.
     */
    NodeState converge(Assignment wanted) throws IOException, InterruptedException;

    /** Ends the servers in an orderly way, in less than five seconds. */
    void stop();
}
