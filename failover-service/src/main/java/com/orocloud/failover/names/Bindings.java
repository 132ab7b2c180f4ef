package com.orocloud.failover.names;

import com.orocloud.messaging.StateTable;
import java.time.Clock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The name bindings of all environments. */
@Component
public class Bindings {

    private final StateTable<Binding> table;

    Bindings(JdbcClient jdbc, Clock clock) {
        this.table = new StateTable<>(jdbc, clock, "binding", Binding.class);
    }

    public StateTable<Binding> table() {
        return table;
    }
}
