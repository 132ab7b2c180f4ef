package com.orocloud.testkit;

import java.util.Map;

/** A Kafka broker for tests: every user of topics.yaml may log on, and may do what that file says. */
public interface Broker {

    String bootstrapServers();

    /** Kafka client settings of a user of topics.yaml, or of the super user {@code admin}. */
    Map<String, Object> clientProperties(String user);

    String passwordOf(String user);

    /** Kills it as a power cut would, and starts it again with what it had written. */
    void crashAndRestart();

    void stop();
}
