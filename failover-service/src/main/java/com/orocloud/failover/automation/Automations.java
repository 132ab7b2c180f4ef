package com.orocloud.failover.automation;

import com.orocloud.failover.automation.Automation.Automatic;
import com.orocloud.messaging.StateTable;
import java.time.Clock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What was asked for, for all environments. */
@Component
public class Automations {

    private final StateTable<Automation> table;

    Automations(JdbcClient jdbc, Clock clock) {
        this.table = new StateTable<>(jdbc, clock, "automation", Automation.class);
    }

    public StateTable<Automation> table() {
        return table;
    }

    /** What is in force; the default for an environment for which nobody asked for anything. */
    public Automation of(String environmentId) {
        return table.find(environmentId).map(row -> row.state()).orElse(new Automatic(Policy.DEFAULT));
    }
}
