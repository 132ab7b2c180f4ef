package com.orocloud.failover.region;

import com.orocloud.failover.region.ProviderFeed.Incident;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The two public formats: status.cloud.google.com/incidents.json, and ocistatus.oraclecloud.com/api/v2/components.json.
 * Gives the open incident of every region that has one; a report of which it does not understand a part is none, a page
 * that is something else altogether says nothing.
 */
final class StatusPage {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** Impacts that mean more than news. */
    private static final Set<String> GOOGLE_IMPACTS = Set.of("SERVICE_OUTAGE", "SERVICE_DISRUPTION");

    private static final String ORACLE_WELL = "NormalPerformance";

    private StatusPage() {}

    /** An array of incidents; one without an end is open. */
    static Map<String, Incident> google(String page) throws IOException {
        JsonNode all = JSON.readTree(page);
        if (!all.isArray()) {
            throw new IOException("Google's page is no list of incidents");
        }
        var incidents = new HashMap<String, Incident>();
        for (JsonNode incident : all) {
            boolean open =
                    incident.path("end").isMissingNode() || incident.path("end").isNull();
            if (open && GOOGLE_IMPACTS.contains(incident.path("status_impact").asString(""))) {
                var found = new Incident(
                        incident.path("id").asString("?"),
                        incident.path("external_desc").asString(""));
                incident.path("currently_affected_locations")
                        .forEach(place -> incidents.put(place.path("id").asString(""), found));
            }
        }
        return incidents;
    }

    /** Reports by region, each with its services; one that does not perform normally is an incident. */
    static Map<String, Incident> oracle(String page) throws IOException {
        JsonNode reports = JSON.readTree(page).path("regionHealthReports");
        if (!reports.isArray()) {
            throw new IOException("Oracle's page has no reports of regions");
        }
        var incidents = new HashMap<String, Incident>();
        for (JsonNode region : reports) {
            String name = region.path("regionCanonicalName")
                    .asString(region.path("regionName").asString(""));
            for (JsonNode service : region.path("serviceHealthReports")) {
                String status = service.path("serviceStatus").asString(ORACLE_WELL);
                if (!status.equals(ORACLE_WELL)) {
                    String id =
                            service.path("incidents").path(0).path("incidentId").asString("");
                    String what = service.path("serviceName").asString("?") + ": " + status;
                    incidents.putIfAbsent(name, new Incident(id.isEmpty() ? what : id, what));
                }
            }
        }
        return incidents;
    }
}
