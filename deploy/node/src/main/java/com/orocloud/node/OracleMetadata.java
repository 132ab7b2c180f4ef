package com.orocloud.node;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * {@link Metadata} by Oracle Cloud, version 2. It lets nobody wait for changes, so it is asked every second; and it takes
 * no reports, so they go to an address that the control plane puts into the metadata, and that can only be written to.
 */
final class OracleMetadata implements Metadata {

    private static final String REPORT_TO = "orocloud-status";
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final MetadataCalls calls;

    /** A report's address carries its permission itself. */
    private final MetadataCalls reports;

    private final CountDownLatch never = new CountDownLatch(1);

    @Nullable
    private volatile String reportTo;

    /** @param host host, or host and port, as in the variable OCI_METADATA_HOST */
    OracleMetadata(String host) {
        String root = "http://" + host + "/opc/v2/";
        this.calls = new MetadataCalls(root, Map.of("Authorization", "Bearer Oracle"));
        this.reports = new MetadataCalls(root, Map.of("Content-Type", "application/json"));
    }

    @Override
    public Attributes attributes(@Nullable String knownTag) throws IOException {
        long began = System.nanoTime();
        Attributes now = read();
        while (now.tag().equals(knownTag) && System.nanoTime() - began < LONGEST_WAIT.toNanos() && rest()) {
            now = read();
        }
        return now;
    }

    private Attributes read() throws IOException {
        JsonObject values =
                JsonParser.parseString(calls.get("instance/metadata/")).getAsJsonObject();
        JsonElement address = values.get(REPORT_TO);
        reportTo = address == null ? null : address.getAsString();
        return new Attributes(values.toString(), values);
    }

    /** @return false if this thread is to end */
    private boolean rest() {
        try {
            return !never.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private JsonObject card() throws IOException {
        JsonArray cards = JsonParser.parseString(calls.get("vnics/")).getAsJsonArray();
        return cards.get(0).getAsJsonObject();
    }

    @Override
    public String ip() throws IOException {
        return card().get("privateIp").getAsString();
    }

    /** Oracle translates public addresses and names none here; where one is named, the node has to listen on it. */
    @Override
    public Optional<String> forwardedIp() throws IOException {
        JsonElement address = card().get("publicIp");
        return address == null || address.isJsonNull() ? Optional.empty() : Optional.of(address.getAsString());
    }

    @Override
    public String identityToken() throws IOException {
        return JsonParser.parseString(calls.get("identity/token"))
                .getAsJsonObject()
                .get("access_token")
                .getAsString();
    }

    @Override
    public boolean report(String state) throws IOException {
        String address = reportTo;
        if (address == null) {
            return false;
        }
        reports.put(address, state);
        return true;
    }
}
