package com.orocloud.local.cloud.compute;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.servers.DebianPackages;
import com.orocloud.servers.ServerFailed;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;

/**
 * What the servers of a node come from, besides what every installation has: on a machine of its own its cloud-config
 * installs it, here it is installed when the first node of its role starts, so that nobody has more than is used.
 */
final class NodePackages {

    private static final Logger LOG = System.getLogger(NodePackages.class.getName());

    private static final Map<String, List<String>> BY_ROLE = Map.of(
            "CACHE", List.of("redis-server", "redis-sentinel"),
            "QUEUE", List.of("rabbitmq-server"));

    private final DebianPackages debian = new DebianPackages(line -> LOG.log(Level.INFO, line));

    /** One at a time, as Debian's own tools insist on. */
    synchronized void ensureFor(JsonObject instance) throws OperationFailure {
        try {
            debian.ensure(BY_ROLE.getOrDefault(role(instance), List.of()));
        } catch (ServerFailed e) {
            throw OperationFailure.refused("PACKAGES_MISSING", String.valueOf(e.getMessage()));
        }
    }

    private static String role(JsonObject instance) {
        String order = Metadata.attribute(instance, "orocloud-node").orElse("{}");
        try {
            return Json.text(JsonParser.parseString(order).getAsJsonObject(), "role")
                    .orElse("");
        } catch (JsonParseException | IllegalStateException notAnOrder) {
            return "";
        }
    }
}
