package com.orocloud.local.cloud.region;

import com.google.gson.JsonArray;
import com.orocloud.local.cloud.region.Regions.Condition;
import com.orocloud.local.cloud.region.Regions.Region;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Reply;
import com.orocloud.local.cloud.web.Routes;

/**
 * The public status page, in the format of status.cloud.google.com/incidents.json. It tells the truth at once, which real
 * ones do not: a fault ordered for its path makes it late, silent or wrong.
 */
public final class StatusPage {

    private final Regions regions;

    public StatusPage(Regions regions) {
        this.regions = regions;
    }

    public void route(Routes routes) {
        routes.on("GET", "/incidents.json", _ -> incidents());
    }

    private Reply incidents() {
        JsonArray incidents = new JsonArray();
        for (Region region : regions.all()) {
            if (regions.condition(region.name()) != Condition.UP) {
                JsonArray places = new JsonArray();
                places.add(Json.object("title", region.name(), "id", region.name()));
                incidents.add(Json.object(
                        "id",
                        "local-" + region.name(),
                        "external_desc",
                        "The region " + region.name() + " is lost",
                        "status_impact",
                        "SERVICE_OUTAGE",
                        "severity",
                        "high",
                        "currently_affected_locations",
                        places));
            }
        }
        return Reply.ok(incidents);
    }
}
