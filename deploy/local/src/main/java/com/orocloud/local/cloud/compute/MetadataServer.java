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
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** What one node can learn about itself, and the place where it reports its state. */
final class MetadataServer implements GuestServer {

    static final int PORT = 9254;

    private static final String ROOT = "/computeMetadata/v1/";
    private static final String FLAVOR = "Metadata-Flavor";
    private static final String GOOGLE = "Google";
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);
    private static final int LARGEST_GUEST_VALUE = 32 << 10;
    private static final int TOKEN_SECONDS = 3_600;

    private final String path;
    private final Supplier<Optional<JsonObject>> instance;
    private final GuestAttributes guests;
    private final Identities identities;
    private final Routes routes = new Routes();
    private final WebServer server;
    private final Object change = new Object();
    private boolean closed;

    MetadataServer(
            String address,
            String path,
            Supplier<Optional<JsonObject>> instance,
            GuestAttributes guests,
            Identities identities)
            throws IOException {
        this.path = path;
        this.instance = instance;
        this.guests = guests;
        this.identities = identities;
        routes.on("GET", ROOT + "instance/guest-attributes/{namespace}/{key}", this::guestAttribute)
                .on("PUT", ROOT + "instance/guest-attributes/{namespace}/{key}", this::report)
                .on("GET", ROOT + "instance/service-accounts/default/token", call -> token());
        this.server = new WebServer(new InetSocketAddress(address, PORT), this::answer);
    }

    private Reply answer(Call call) throws Exception {
        if (call.header(FLAVOR).filter(GOOGLE::equals).isEmpty()) {
            throw new Refusal(403, "forbidden", "Missing required header: Metadata-Flavor: Google");
        }
        boolean special = call.path().startsWith(ROOT + "instance/guest-attributes/")
                || call.path().startsWith(ROOT + "instance/service-accounts/");
        Reply reply = special ? routes.answer(call) : read(call);
        return reply.with(FLAVOR, GOOGLE);
    }

    private JsonObject current() {
        return instance.get().orElseThrow(() -> Refusal.notFound(path));
    }

    private Reply read(Call call) throws InterruptedException {
        if (!call.method().equals("GET") || !call.path().startsWith(ROOT)) {
            throw new Refusal(404, "notFound", call.path());
        }
        String asked = call.path().substring(ROOT.length());
        JsonElement value = MetadataTree.read(current(), asked);
        if (call.query("wait_for_change").filter("true"::equals).isPresent()) {
            value = awaitChange(call, asked, value);
        }
        boolean recursive = call.query("recursive").filter("true"::equals).isPresent();
        Reply reply = recursive && value.isJsonObject() ? Reply.ok(value) : Reply.text(MetadataTree.text(value));
        return reply.with("ETag", Names.fingerprint(value));
    }

    /** Waits until the value differs from the one the caller has seen, or from the present one. */
    private JsonElement awaitChange(Call call, String asked, JsonElement first) throws InterruptedException {
        String seen = call.query("last_etag").orElse(Names.fingerprint(first));
        Duration wait = call.query("timeout_sec")
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .filter(asOrdered -> asOrdered.compareTo(LONGEST_WAIT) < 0)
                .orElse(LONGEST_WAIT);
        Instant deadline = Instant.now().plus(wait);
        synchronized (change) {
            JsonElement value = MetadataTree.read(current(), asked);
            while (Names.fingerprint(value).equals(seen) && Instant.now().isBefore(deadline) && !closed) {
                change.wait(
                        Math.max(1, Duration.between(Instant.now(), deadline).toMillis()));
                value = MetadataTree.read(current(), asked);
            }
            return value;
        }
    }

    private Reply guestAttribute(Call call) {
        return guests.get(path, call.at("namespace"), call.at("key"))
                .map(Reply::text)
                .orElseThrow(() -> Refusal.notFound(call.path()));
    }

    private Reply report(Call call) throws IOException {
        if (Metadata.attribute(current(), "enable-guest-attributes")
                .filter("TRUE"::equalsIgnoreCase)
                .isEmpty()) {
            throw new Refusal(403, "forbidden", "Guest attributes are disabled for this instance.");
        }
        String value = call.text();
        if (value.length() > LARGEST_GUEST_VALUE) {
            throw new Refusal(
                    413, "uploadTooLarge", "A guest attribute may have " + LARGEST_GUEST_VALUE + " characters");
        }
        guests.put(path, call.at("namespace"), call.at("key"), value);
        return Reply.empty(200);
    }

    private Reply token() {
        return Reply.ok(Json.object(
                "access_token",
                identities.token(path, current()),
                "expires_in",
                TOKEN_SECONDS,
                "token_type",
                "Bearer"));
    }

    @Override
    public String variable() {
        return "GCE_METADATA_HOST";
    }

    @Override
    public void wake() {
        synchronized (change) {
            change.notifyAll();
        }
    }

    @Override
    public void close() {
        synchronized (change) {
            closed = true;
            change.notifyAll();
        }
        server.close();
    }
}
