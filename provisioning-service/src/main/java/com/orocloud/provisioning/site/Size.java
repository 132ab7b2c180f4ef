package com.orocloud.provisioning.site;

import com.orocloud.events.Component;
import com.orocloud.events.EnvironmentProfile;
import java.util.List;

/** How many nodes there are of each component whose number can be changed while visitors are served. */
public record Size(int webNodes, int consumerNodes) {

    /** Of each component, in any environment; more is another kind of customer. */
    public static final int NODES_MAX = 16;

    /** Two hosts, so that losing one loses no work. */
    public static final int CONSUMER_NODES_MIN = 2;

    static final List<Component> CHANGEABLE = List.of(Component.WEB, Component.CONSUMER);

    /** Before anybody asked for another number. */
    public static int firstConsumers(EnvironmentProfile profile) {
        return profile == EnvironmentProfile.FULL ? CONSUMER_NODES_MIN : 0;
    }

    int of(Component component) {
        return component == Component.WEB ? webNodes : component == Component.CONSUMER ? consumerNodes : 0;
    }
}
