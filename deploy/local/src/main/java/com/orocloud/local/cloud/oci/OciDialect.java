package com.orocloud.local.cloud.oci;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.orocloud.local.cloud.compute.Compute;
import com.orocloud.local.cloud.region.Regions;
import com.orocloud.local.cloud.state.Ledger;
import com.orocloud.local.cloud.state.Shelf;
import com.orocloud.local.cloud.web.Call;
import com.orocloud.local.cloud.web.Handler;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Reply;
import com.orocloud.local.cloud.web.Routes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The paths of Oracle Cloud. Each region has an endpoint of its own, which here is the path {@code /oci/<region>}; a
 * lost region's says nothing at all.
 */
public final class OciDialect {

    private static final String ROOT = "/oci/";
    private static final String REGION = ROOT + "{region}";
    private static final String CORE = REGION + "/20160918";
    private static final String INSTANCE = CORE + "/instances/{id}";
    private static final String PUBLIC_IP = CORE + "/publicIps/{id}";
    private static final String BUCKET = REGION + "/n/{namespace}/b/{bucket}";
    private static final int LARGEST_BODY_BYTES = 4 << 20;

    private final Regions regions;
    private final Signatures signatures;
    private final RetryTokens tokens;
    private final Domains domains;
    private final Machines machines;
    private final Network network;
    private final WorkRequests workRequests;
    private final StatusObjects objects;

    /** @param keyFiles public keys of those who may call, PEM files by tenancy/user/fingerprint */
    public OciDialect(Path state, Map<String, String> keyFiles, Regions regions, Compute compute, Ledger ledger)
            throws IOException {
        this.regions = regions;
        this.signatures = new Signatures(keyFiles);
        this.tokens = new RetryTokens(new Shelf(state.resolve("oci-retry-tokens")));
        this.domains = new Domains(regions);
        this.machines = new Machines(
                compute.instances(), compute.operations(), domains, new Shelf(state.resolve("oci-terminated")));
        this.network = new Network(compute.addresses(), compute.instances(), machines, compute.operations());
        this.workRequests = new WorkRequests(compute.operations());
        this.objects = new StatusObjects(
                new Shelf(state.resolve("oci-buckets")),
                new Shelf(state.resolve("oci-objects")),
                new Shelf(state.resolve("oci-requests")),
                regions,
                ledger);
    }

    public static boolean speaks(Call call) {
        return call.path().startsWith(ROOT);
    }

    /** Words the errors of this dialect's calls, also those that were ordered. */
    public static Handler worded(Handler next) {
        return OciRefusal.inItsWords(next);
    }

    public void route(Routes routes) {
        routeMachines(routes);
        routeNetwork(routes);
        routeObjects(routes);
        routes.on(
                        "GET",
                        CORE + "/workRequests/{id}",
                        signed(call -> Reply.ok(workRequests.get(call.at("id"), "local"))))
                .on(
                        "GET",
                        CORE + "/workRequests/{id}/errors",
                        signed(call -> Reply.ok(workRequests.errors(call.at("id")))))
                .on(
                        "GET",
                        CORE + "/availabilityDomains",
                        signed(call -> Reply.ok(
                                Json.array(domains.availabilityDomains(call.at("region"), compartment(call))))))
                .on(
                        "GET",
                        CORE + "/faultDomains",
                        signed(call -> Reply.ok(Json.array(domains.faultDomains(
                                call.at("region"), needed(call, "availabilityDomain"), compartment(call))))))
                .on(
                        "GET",
                        CORE + "/tenancies/{tenancy}/regionSubscriptions",
                        signed(call ->
                                Reply.ok(Json.array(domains.subscriptions().toList()))));
    }

    private void routeMachines(Routes routes) {
        routes.on("POST", CORE + "/instances", signed(this::launch))
                .on(
                        "GET",
                        CORE + "/instances",
                        signed(call -> Page.of(
                                call,
                                machines.in(call.at("region"), compartment(call)).stream()
                                        .filter(matches(call, "displayName"))
                                        .filter(matches(call, "availabilityDomain"))
                                        .filter(matches(call, "lifecycleState"))
                                        .toList())))
                .on("GET", INSTANCE, signed(call -> tagged(machines.get(call.at("id")))))
                .on("PUT", INSTANCE, signed(this::update))
                .on("POST", INSTANCE, signed(call -> {
                    String work = machines.act(call.at("id"), needed(call, "action"));
                    return tagged(machines.get(call.at("id"))).with("opc-work-request-id", work);
                }))
                .on(
                        "DELETE",
                        INSTANCE,
                        signed(call ->
                                Reply.empty(204).with("opc-work-request-id", machines.terminate(call.at("id")))));
    }

    private Reply launch(Call call) throws IOException {
        byte[] body = call.body().readAllBytes();
        JsonObject order = call.with(body).json();
        String made = tokens.once(call, body, () -> {
            Machines.Launched launched = machines.launch(call.at("region"), order);
            return launched.id() + " " + launched.workRequest();
        });
        String[] parts = made.split(" ", -1);
        return tagged(machines.get(parts[0])).with("opc-work-request-id", parts[1]);
    }

    private Reply update(Call call) throws IOException {
        return tagged(machines.update(call.at("id"), call.json(), call.header("if-match")));
    }

    private void routeNetwork(Routes routes) {
        routes.on(
                        "GET",
                        CORE + "/subnets",
                        signed(call -> Reply.ok(Json.array(List.of(
                                Network.subnet(call.at("region"), compartment(call), needed(call, "displayName")))))))
                .on(
                        "GET",
                        CORE + "/images",
                        signed(call -> Reply.ok(Json.array(List.of(
                                Network.image(call.at("region"), compartment(call), needed(call, "displayName")))))))
                .on(
                        "GET",
                        CORE + "/vnicAttachments",
                        signed(call -> Page.of(call, network.attachments(needed(call, "instanceId")))))
                .on("GET", CORE + "/vnics/{id}", signed(call -> tagged(network.vnic(call.at("id")))))
                .on(
                        "GET",
                        CORE + "/privateIps",
                        signed(call -> Page.of(call, network.privateIps(needed(call, "vnicId")))))
                .on("POST", CORE + "/publicIps", signed(this::reserve))
                .on(
                        "GET",
                        CORE + "/publicIps",
                        signed(call -> Page.of(call, network.publicIps(call.at("region"), compartment(call)))))
                .on(
                        "POST",
                        CORE + "/publicIps/actions/getByIpAddress",
                        signed(call ->
                                tagged(network.byAddress(call.at("region"), Json.required(call.json(), "ipAddress")))))
                .on("GET", PUBLIC_IP, signed(call -> tagged(network.publicIp(call.at("id")))))
                .on("PUT", PUBLIC_IP, signed(call -> tagged(network.assign(call.at("id"), call.json()))))
                .on("DELETE", PUBLIC_IP, signed(call -> {
                    network.release(call.at("id"));
                    return Reply.empty(204);
                }));
    }

    private Reply reserve(Call call) throws IOException {
        byte[] body = call.body().readAllBytes();
        JsonObject order = call.with(body).json();
        return tagged(network.publicIp(tokens.once(call, body, () -> network.reserve(call.at("region"), order))));
    }

    private void routeObjects(Routes routes) {
        routes.on("GET", REGION + "/n", signed(_ -> Reply.ok(new JsonPrimitive(StatusObjects.namespace()))))
                .on(
                        "POST",
                        REGION + "/n/{namespace}/b",
                        signed(call -> Reply.ok(objects.createBucket(call.at("region"), call.json()))))
                .on(
                        "POST",
                        BUCKET + "/p",
                        signed(call -> Reply.ok(objects.allowWrite(call.at("region"), call.at("bucket"), call.json()))))
                .on(
                        "GET",
                        BUCKET + "/p",
                        signed(call -> Page.of(
                                call,
                                objects.allowed(
                                        call.at("region"),
                                        call.at("bucket"),
                                        call.query("objectNamePrefix").orElse("")))))
                .on("DELETE", BUCKET + "/p/{id}", signed(call -> {
                    objects.disallow(call.at("region"), call.at("bucket"), call.at("id"));
                    return Reply.empty(204);
                }))
                .on("GET", BUCKET + "/o/{object}", signed(this::read))
                .on("DELETE", BUCKET + "/o/{object}", signed(call -> {
                    objects.delete(call.at("region"), call.at("bucket"), call.at("object"));
                    return Reply.empty(204);
                }))
                .on("PUT", REGION + "/p/{token}/n/{namespace}/b/{bucket}/o/{object}", this::write);
    }

    private Reply read(Call call) {
        String object = call.at("object");
        byte[] content = objects.read(call.at("region"), call.at("bucket"), object)
                .orElseThrow(() -> StatusObjects.objectNotFound(object));
        return new Reply(200, Map.of("Content-Type", "application/json"), Reply.Body.of(content));
    }

    private Reply write(Call call) throws IOException {
        regions.reach(call.at("region"));
        objects.write(
                call.at("region"),
                call.at("bucket"),
                call.at("token"),
                call.at("object"),
                call.body().readAllBytes());
        return Reply.empty(200);
    }

    /** Only for those who signed it, and only while the region is there. */
    private Handler signed(Handler next) {
        return call -> {
            regions.reach(regions.region(call.at("region")).name());
            byte[] body = call.body().readNBytes(LARGEST_BODY_BYTES);
            signatures.check(call, body);
            return next.answer(call.with(body));
        };
    }

    private static String compartment(Call call) {
        return needed(call, "compartmentId");
    }

    private static String needed(Call call, String parameter) {
        return call.query(parameter)
                .orElseThrow(() -> new OciRefusal(400, "MissingParameter", parameter + " is missing"));
    }

    private static Predicate<JsonObject> matches(Call call, String parameter) {
        Optional<String> wanted = call.query(parameter);
        return item -> wanted.isEmpty() || wanted.equals(Json.text(item, parameter));
    }

    private static Reply tagged(JsonElement resource) {
        return Reply.ok(resource).with("etag", Machines.etag(resource.getAsJsonObject()));
    }
}
