package com.orocloud.local.cloud.region;

import com.google.gson.JsonObject;
import com.orocloud.local.cloud.region.Regions.Condition;
import com.orocloud.local.cloud.region.Regions.Region;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Reply;
import com.orocloud.local.cloud.web.Routes;
import java.util.List;

/**
 * The public status pages, in the formats of status.cloud.google.com/incidents.json and
 * ocistatus.oraclecloud.com/api/v2/components.json. They tell the truth at once, which real ones do not: a fault ordered
 * for its path makes a page late, silent or wrong.
 */
public final class StatusPage {

    private final Regions regions;

    public StatusPage(Regions regions) {
        this.regions = regions;
    }

    public void route(Routes routes) {
        routes.on("GET", "/incidents.json", _ -> incidents()).on("GET", "/api/v2/components.json", _ -> reports());
    }

    private Reply incidents() {
        List<JsonObject> incidents = regions.of(Regions.Provider.GCP).stream()
                .filter(this::isLost)
                .map(region -> Json.object(
                        "id",
                        incident(region),
                        "external_desc",
                        "The region " + region.name() + " is lost",
                        "status_impact",
                        "SERVICE_OUTAGE",
                        "severity",
                        "high",
                        "currently_affected_locations",
                        Json.array(List.of(Json.object("title", region.name(), "id", region.name())))))
                .toList();
        return Reply.ok(Json.array(incidents));
    }

    private Reply reports() {
        List<JsonObject> reports =
                regions.of(Regions.Provider.OCI).stream().map(this::report).toList();
        return Reply.ok(Json.object("regionHealthReports", Json.array(reports)));
    }

    private JsonObject report(Region region) {
        boolean lost = isLost(region);
        JsonObject service = Json.object(
                "serviceName",
                "Compute",
                "serviceStatus",
                lost ? "ServiceDisruption" : "NormalPerformance",
                "incidents",
                Json.array(lost ? List.of(Json.object("incidentId", incident(region))) : List.of()));
        return Json.object("regionCanonicalName", region.name(), "serviceHealthReports", Json.array(List.of(service)));
    }

    private boolean isLost(Region region) {
        return regions.condition(region.name()) != Condition.UP;
    }

    private static String incident(Region region) {
        return "local-" + region.name();
    }
}
