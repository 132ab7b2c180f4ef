package com.orocloud.failover.names;

import java.util.List;

/** Somebody who hosts zones: a name server of our own, or a provider. */
public interface ZoneHost {

    /** The zones that the settings give to this host; perhaps none. */
    List<? extends Zone> zones();
}
