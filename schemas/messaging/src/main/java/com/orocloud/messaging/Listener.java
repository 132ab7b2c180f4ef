package com.orocloud.messaging;

/** Everything a service hears: its table of contents, one line per event. */
@FunctionalInterface
public interface Listener {

    void hears(Hears hears);
}
