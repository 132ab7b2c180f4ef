package com.orocloud.local.cloud.secret;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.orocloud.local.cloud.state.Ledger;
import com.orocloud.local.cloud.state.Shelf;
import com.orocloud.local.cloud.web.Call;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Refusal;
import com.orocloud.local.cloud.web.Reply;
import com.orocloud.local.cloud.web.Routes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * Secret Manager: secrets with versions, in no region.
 *
 * <p>The control plane may do everything; a node may read the secret named like its environment, and nothing else.
 */
public final class Secrets {

    private static final String SECRETS = "/v1/projects/{project}/secrets";
    private static final String SECRET = SECRETS + "/{secret}";
    private static final String BEARER = "Bearer ";

    private final Shelf shelf;
    private final Ledger ledger;
    private final String controlToken;
    private final Function<String, Optional<String>> environments;

    /**
     * The secrets of one installation.
     *
     * @param environments the environment of the node that bears a token
     */
    public Secrets(Shelf shelf, Ledger ledger, String controlToken, Function<String, Optional<String>> environments) {
        this.shelf = shelf;
        this.ledger = ledger;
        this.controlToken = controlToken;
        this.environments = environments;
    }

    public void route(Routes routes) {
        routes.on("POST", SECRETS, this::create)
                .on("POST", SECRET + ":addVersion", this::addVersion)
                .on("GET", SECRET + "/versions/{version}:access", this::access)
                .on("GET", SECRET, this::get)
                .on("DELETE", SECRET, this::delete);
    }

    private static String token(Call call) {
        return call.header("Authorization")
                .filter(header -> header.startsWith(BEARER))
                .map(header -> header.substring(BEARER.length()))
                .orElseThrow(() -> new Refusal(401, "required", "The request has no bearer token."));
    }

    private boolean isControl(String token) {
        return MessageDigest.isEqual(
                token.getBytes(StandardCharsets.UTF_8), controlToken.getBytes(StandardCharsets.UTF_8));
    }

    private void allowControl(Call call) {
        if (!isControl(token(call))) {
            throw denied();
        }
    }

    private static Refusal denied() {
        return new Refusal(403, "forbidden", "The caller does not have permission.");
    }

    private static String path(Call call, String secret) {
        return "projects/" + call.at("project") + "/secrets/" + secret;
    }

    private JsonObject secret(String path) {
        return shelf.get(path).orElseThrow(() -> Refusal.notFound(path));
    }

    private static JsonObject withoutVersions(JsonObject secret) {
        JsonObject shown = secret.deepCopy();
        shown.remove("versions");
        return shown;
    }

    private synchronized Reply create(Call call) throws IOException {
        allowControl(call);
        String path = path(
                call, call.query("secretId").orElseThrow(() -> Refusal.badRequest("required", "secretId is missing.")));
        if (shelf.has(path)) {
            throw Refusal.alreadyExists(path);
        }
        String now = Instant.now().toString();
        JsonObject secret = call.json();
        secret.addProperty("name", path);
        secret.addProperty("createTime", now);
        secret.add("versions", new JsonArray());
        shelf.put(path, secret);
        ledger.created("secret", "global", path + "@" + now, path, Json.member(secret, "labels"));
        return Reply.ok(withoutVersions(secret));
    }

    private synchronized Reply addVersion(Call call) throws IOException {
        allowControl(call);
        String path = path(call, call.at("secret"));
        JsonObject secret = secret(path);
        String data = Json.required(Json.member(call.json(), "payload"), "data");
        Json.members(secret, "versions").add(data);
        shelf.put(path, secret);
        return Reply.ok(Json.object(
                "name",
                path + "/versions/" + Json.members(secret, "versions").size(),
                "createTime",
                Instant.now(),
                "state",
                "ENABLED"));
    }

    private Reply access(Call call) {
        String token = token(call);
        if (!isControl(token)
                && environments.apply(token).filter(call.at("secret")::equals).isEmpty()) {
            throw denied();
        }
        String path = path(call, call.at("secret"));
        JsonArray versions = Json.members(secret(path), "versions");
        int wanted = number(call.at("version"), versions.size());
        if (wanted < 1 || wanted > versions.size()) {
            throw Refusal.notFound(path + "/versions/" + call.at("version"));
        }
        return Reply.ok(Json.object(
                "name", path + "/versions/" + wanted, "payload", Json.object("data", versions.get(wanted - 1))));
    }

    private static int number(String version, int newest) {
        try {
            return version.equals("latest") ? newest : Integer.parseInt(version);
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("invalid", "There is no version '" + version + "'.");
        }
    }

    private Reply get(Call call) {
        allowControl(call);
        return Reply.ok(withoutVersions(secret(path(call, call.at("secret")))));
    }

    private synchronized Reply delete(Call call) {
        allowControl(call);
        String path = path(call, call.at("secret"));
        JsonObject secret = secret(path);
        shelf.remove(path);
        ledger.deleted("secret", path + "@" + Json.required(secret, "createTime"));
        return Reply.ok(new JsonObject());
    }
}
