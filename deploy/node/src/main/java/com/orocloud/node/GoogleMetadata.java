package com.orocloud.node;

import com.google.gson.JsonParser;
import com.orocloud.node.MetadataCalls.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@link Metadata} by Compute Engine, which lets callers wait for changes and takes reports as guest attributes. */
final class GoogleMetadata implements Metadata {

    private static final Duration WAIT_FOR_CHANGE = Duration.ofSeconds(60);
    private static final int GRACE_MILLIS = 5_000;

    private final MetadataCalls calls;

    /** @param host host, or host and port, as in the variable GCE_METADATA_HOST */
    GoogleMetadata(String host) {
        this.calls = new MetadataCalls(
                "http://" + host + "/computeMetadata/v1/instance/", Map.of("Metadata-Flavor", "Google"));
    }

    @Override
    public Attributes attributes(@Nullable String knownTag) throws IOException {
        String query = "attributes/?recursive=true&alt=json";
        int patience = MetadataCalls.READ_TIMEOUT_MILLIS;
        if (knownTag != null) {
            query += "&wait_for_change=true&last_etag=" + knownTag + "&timeout_sec=" + WAIT_FOR_CHANGE.toSeconds();
            patience = (int) WAIT_FOR_CHANGE.toMillis() + GRACE_MILLIS;
        }
        Answer answer = calls.get(query, patience);
        return new Attributes(
                answer.tag() == null ? "0" : answer.tag(),
                JsonParser.parseString(answer.body()).getAsJsonObject());
    }

    @Override
    public String ip() throws IOException {
        return calls.get("network-interfaces/0/ip").strip();
    }

    @Override
    public Optional<String> forwardedIp() throws IOException {
        return calls.find("network-interfaces/0/forwarded-ips/0")
                .map(String::strip)
                .filter(ip -> !ip.isEmpty());
    }

    @Override
    public String identityToken() throws IOException {
        return JsonParser.parseString(calls.get("service-accounts/default/token"))
                .getAsJsonObject()
                .get("access_token")
                .getAsString();
    }

    @Override
    public boolean report(String state) throws IOException {
        calls.put("guest-attributes/orocloud/state", state);
        return true;
    }
}
