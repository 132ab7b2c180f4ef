package com.orocloud.events.catalogue;

import com.orocloud.events.RegionRef;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** The Kafka key of a record: its environmentId, or provider:region for what is about a region. */
public final class EventKey {

    private EventKey() {}

    /** @throws IllegalArgumentException if the record has neither an environmentId nor a region */
    public static String of(SpecificRecord event) {
        Schema.Field environment = event.getSchema().getField("environmentId");
        if (environment != null) {
            return event.get(environment.pos()).toString();
        }
        Schema.Field region = event.getSchema().getField("region");
        if (region != null && event.get(region.pos()) instanceof RegionRef ref) {
            return of(ref);
        }
        throw new IllegalArgumentException(event.getSchema().getName() + " has no environmentId and no region");
    }

    public static String of(RegionRef region) {
        return region.getProvider() + ":" + region.getRegion();
    }
}
