package com.orocloud.local;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.orocloud.local.Place.Service;
import com.orocloud.servers.ManagedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where everything listens: for other programs as a file, for people as a table. */
public final class Endpoints {

    private final Place place;

    public Endpoints(Place place) {
        this.place = place;
    }

    private Path file() {
        return place.home().resolve("endpoints.json");
    }

    /** For other programs; its fields: deploy/endpoints.schema.json. */
    void write() {
        try {
            Files.writeString(file(), json());
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file(), e);
        }
    }

    /** Every address and port in use. */
    public String json() {
        var endpoints = new LinkedHashMap<String, Object>();
        endpoints.put("bootstrapServers", place.bootstrapServers());
        endpoints.put("schemaRegistry", place.registryUrl());
        endpoints.put("postgres", place.postgres() + ":5432");
        endpoints.put("nameServer", place.nameServer() + ":" + place.nameServerPort());
        endpoints.put("cloudApi", place.cloudApi());
        endpoints.put("cloudAdmin", place.cloudAdmin());
        endpoints.put("smtp", place.cloud() + ":2525");
        endpoints.put("mailbox", place.mailbox());
        for (Service service : Service.values()) {
            endpoints.put(service.id(), Map.of("url", place.url(service), "health", place.health(service)));
        }
        Gson gson = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
        return gson.toJson(endpoints) + "\n";
    }

    public String table(Map<Service, ManagedProcess> running) {
        var table = new StringBuilder(String.format("%n%-22s %-26s %8s  %s%n", "service", "url", "pid", "log"));
        running.forEach((service, process) -> table.append(String.format(
                "%-22s %-26s %8d  %s%n", service.id(), place.url(service), process.pid(), process.log())));
        table.append('\n');
        row(table, "health, for example", place.health(Service.DR));
        row(table, "mailbox", place.mailbox());
        row(table, "local cloud, faults", place.cloudAdmin());
        row(table, "Kafka", place.bootstrapServers());
        row(table, "schema registry", place.registryUrl());
        row(table, "all of them", file().toString());
        return table.toString();
    }

    private static void row(StringBuilder table, String what, String where) {
        table.append(String.format("%-22s %s%n", what, where));
    }
}
