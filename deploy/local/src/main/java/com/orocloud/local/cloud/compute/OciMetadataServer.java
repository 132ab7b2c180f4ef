package com.orocloud.local.cloud.compute;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.orocloud.local.cloud.web.Call;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Refusal;
import com.orocloud.local.cloud.web.Reply;
import com.orocloud.local.cloud.web.Routes;
import com.orocloud.local.cloud.web.WebServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a node of Oracle Cloud can learn about itself (metadata service version 2). It cannot wait for changes there.
 *
 * <p>Two things are only here: the public address, because nothing translates addresses on one machine and the node has
 * to listen on it itself; and a token for the secret store, which elsewhere is exchanged for the machine's certificate.
 */
final class OciMetadataServer implements GuestServer {

    private static final String ROOT = "/opc/v2";
    private static final int TOKEN_SECONDS = 3_600;

    private final Supplier<JsonObject> instance;
    private final Routes routes = new Routes();
    private final WebServer server;

    OciMetadataServer(String address, Supplier<JsonObject> instance, Supplier<String> token) throws IOException {
        this.instance = instance;
        routes.on("GET", ROOT + "/instance/", _ -> Reply.ok(described()))
                .on("GET", ROOT + "/instance/metadata/", _ -> Reply.ok(Json.member(described(), "metadata")))
                .on("GET", ROOT + "/instance/metadata/{key}", call -> value(call.at("key")))
                .on("GET", ROOT + "/vnics/", _ -> Reply.ok(Json.array(List.of(card()))))
                .on(
                        "GET",
                        ROOT + "/identity/token",
                        _ -> Reply.ok(Json.object(
                                "access_token", token.get(), "expires_in", TOKEN_SECONDS, "token_type", "Bearer")));
        this.server = new WebServer(new InetSocketAddress(address, MetadataServer.PORT), this::answer);
    }

    private Reply answer(Call call) throws Exception {
        if (call.header("Authorization").filter("Bearer Oracle"::equals).isEmpty()) {
            throw new Refusal(403, "Forbidden", "Missing required header: Authorization: Bearer Oracle");
        }
        return routes.answer(call);
    }

    private JsonObject described() {
        JsonObject now = instance.get();
        JsonObject oci = Json.member(now, "oci");
        return Json.object(
                "id", Json.required(now, "id"),
                "displayName", Json.required(now, "name"),
                "hostname", Json.required(now, "name"),
                "compartmentId", Json.required(oci, "compartmentId"),
                "region", Json.required(oci, "region"),
                "canonicalRegionName", Json.required(oci, "region"),
                "availabilityDomain", Json.required(oci, "availabilityDomain"),
                "faultDomain", Json.required(oci, "faultDomain"),
                "shape", Json.required(oci, "shape"),
                "state", "Running",
                "freeformTags", Json.member(now, "labels"),
                "metadata", Metadata.attributes(now));
    }

    private Reply value(String key) {
        JsonElement value = Json.member(described(), "metadata").get(key);
        if (value == null) {
            throw Refusal.notFound(key);
        }
        return Reply.text(value.getAsString());
    }

    private JsonObject card() {
        JsonObject network = Json.first(instance.get(), "networkInterfaces");
        return Json.object(
                "privateIp", Json.required(network, "networkIP"),
                "publicIp",
                        Json.text(Json.first(network, "accessConfigs"), "natIP").orElse(null),
                "nicIndex", 0);
    }

    @Override
    public String variable() {
        return "OCI_METADATA_HOST";
    }

    @Override
    public void wake() {
        // nobody waits here
    }

    @Override
    public void close() {
        server.close();
    }
}
