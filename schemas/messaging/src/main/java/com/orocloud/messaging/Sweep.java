package com.orocloud.messaging;

import java.time.Duration;

/**
 * Work against the outside world: reads what should be true, looks at what is, and acts. Takes no argument; a timer and
 * every committed change of this service wake it. May be killed anywhere and run again.
 */
public interface Sweep {

    /** For threads, logs and metrics. */
    String name();

    /** How long it rests if nothing wakes it. */
    default Duration interval() {
        return Duration.ofSeconds(1);
    }

    /** @throws Exception anything unexpected: logged and counted, and the sweep runs again after its interval */
    void run() throws Exception;
}
