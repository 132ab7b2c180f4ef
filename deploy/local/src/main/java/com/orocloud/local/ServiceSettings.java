package com.orocloud.local;

import com.orocloud.local.Place.Service;
import com.orocloud.servers.PostgresServer;
import com.orocloud.servers.ScramLogin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** What the services are told about this installation: one settings file each, nothing that is a default. */
final class ServiceSettings {

    static final String PROJECT = "orocloud-local";
    static final String PLATFORM_ZONE = "orocloud.test";
    static final String DNS_KEY = "failover-service";

    private final Place place;
    private final Credentials credentials;

    ServiceSettings(Place place, Credentials credentials) {
        this.place = place;
        this.credentials = credentials;
    }

    Path write(Service service) {
        var settings = new LinkedHashMap<String, Object>();
        settings.put("server", Map.of("address", place.address(service), "port", Place.HTTP));
        settings.put(
                "management", Map.of("server", Map.of("address", place.address(service), "port", Place.MANAGEMENT)));
        settings.put("spring", Map.of("kafka", kafka(service), "datasource", database(service)));
        settings.put(service.lower(), own(service));
        var options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        return Credentials.write(file(service), new Yaml(options).dump(settings));
    }

    Path file(Service service) {
        return place.secret(service.id() + ".yaml");
    }

    private Map<String, Object> kafka(Service service) {
        var properties = new LinkedHashMap<String, Object>(ScramLogin.properties(
                place.bootstrapServers(), service.id(), credentials.get("kafka-" + service.id())));
        properties.remove("bootstrap.servers");
        properties.put("schema.registry.url", place.registryUrl());
        var quoted = new LinkedHashMap<String, Object>();
        properties.forEach((name, value) -> quoted.put("[" + name + "]", value));
        return Map.of("bootstrap-servers", place.bootstrapServers(), "properties", quoted);
    }

    private Map<String, Object> database(Service service) {
        return Map.of(
                "url",
                "jdbc:postgresql://" + place.postgres() + ":5432/" + service.lower(),
                "username",
                service.lower(),
                "password",
                credentials.get("database-" + service.lower()));
    }

    Map<String, Object> own(Service service) {
        return switch (service) {
            case PROVISIONING ->
                Map.of(
                        "gcp", gcp(),
                        "secrets", secrets(),
                        "approval-keys", place.secret("approval-keys.json").toString());
            case BACKUP ->
                Map.of(
                        "gcs", gcp(),
                        "secrets", secrets(),
                        "key-file", place.secret("backup-key.json").toString(),
                        "postgres-bin", PostgresServer.installedBinaries().toString(),
                        "work-dir", place.folder("backup-work").toString());
            case FAILOVER ->
                Map.of(
                        "gcp", Map.of("endpoint", place.cloudApi(), "project", PROJECT),
                        "secrets", secrets(),
                        "dns",
                                Map.of(
                                        "server",
                                        nameServer(),
                                        "zone",
                                        PLATFORM_ZONE,
                                        "key-name",
                                        DNS_KEY,
                                        "key-file",
                                        place.secret("dns-key").toString()),
                        "vantage-points", vantagePoints());
            case DR ->
                Map.of(
                        "public-url", place.url(Service.DR),
                        "signing-key", place.secret("signing-key.json").toString(),
                        "dns-server", nameServer());
            case NOTIFICATION ->
                Map.of(
                        "relays", List.of(Map.of("host", place.cloud(), "port", 2525, "priority", 1)),
                        "from", "no-reply@" + PLATFORM_ZONE,
                        "operations", "operations@" + PLATFORM_ZONE);
        };
    }

    private Map<String, Object> gcp() {
        return Map.of("endpoint", place.cloudApi(), "project", PROJECT, "credentials", "none");
    }

    private Map<String, Object> secrets() {
        return Map.of(
                "endpoint",
                place.cloudApi(),
                "token-file",
                place.secret("control-token").toString());
    }

    private String nameServer() {
        return place.nameServer() + ":" + place.nameServerPort();
    }

    private List<Map<String, Object>> vantagePoints() {
        var points = new ArrayList<Map<String, Object>>();
        for (String address : place.vantagePoints()) {
            points.add(Map.of("name", "vantage-" + (points.size() + 1), "source-address", address));
        }
        return points;
    }
}
