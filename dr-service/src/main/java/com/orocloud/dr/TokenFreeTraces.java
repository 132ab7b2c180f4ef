package com.orocloud.dr;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationFilter;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.stereotype.Component;

/** Keeps addresses of requests out of traces: that of an approval page holds the token. Its pattern stays. */
@Component
class TokenFreeTraces implements ObservationFilter {

    static final String ADDRESS = "http.url";

    @Override
    public Observation.Context map(Observation.Context context) {
        if (context instanceof ServerRequestObservationContext) {
            context.removeHighCardinalityKeyValue(ADDRESS);
        }
        return context;
    }
}
