package com.orocloud.local;

import static java.util.Map.entry;

import com.orocloud.local.Place.Service;
import com.orocloud.servers.PostgresServer;
import com.orocloud.servers.ScramLogin;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** What the services are told about this installation: one settings file each, nothing that is a default. */
final class ServiceSettings {

    static final String PROJECT = "orocloud-local";
    static final String PLATFORM_ZONE = "orocloud.test";
    static final String DNS_KEY = "failover-service";

    /** Google's location for each of Oracle's regions: near it, under the same law, and another one for its recovery region. */
    private static final Map<String, String> BUCKET_LOCATIONS = Map.ofEntries(
            entry("us-ashburn-1", "us-east4"),
            entry("us-phoenix-1", "us-west4"),
            entry("us-chicago-1", "us-central1"),
            entry("us-sanjose-1", "us-west2"),
            entry("sa-saopaulo-1", "southamerica-east1"),
            entry("sa-santiago-1", "southamerica-west1"),
            entry("eu-frankfurt-1", "europe-west3"),
            entry("eu-amsterdam-1", "europe-west4"),
            entry("eu-paris-1", "europe-west9"),
            entry("eu-milan-1", "europe-west8"),
            entry("eu-madrid-1", "europe-southwest1"),
            entry("eu-stockholm-1", "europe-north1"),
            entry("uk-london-1", "europe-west2"),
            entry("ap-tokyo-1", "asia-northeast1"),
            entry("ap-osaka-1", "asia-northeast2"),
            entry("ap-seoul-1", "asia-northeast3"),
            entry("ap-mumbai-1", "asia-south1"),
            entry("ap-hyderabad-1", "asia-south2"),
            entry("ap-singapore-1", "asia-southeast1"),
            // their countries have one location of Google's only
            entry("sa-vinhedo-1", "southamerica-east1"),
            entry("sa-valparaiso-1", "southamerica-west1"),
            entry("uk-cardiff-1", "europe-west2"),
            entry("ap-chuncheon-1", "asia-northeast3"));

    private final Place place;
    private final Credentials credentials;
    private final LocalSystem.Shape shape;

    ServiceSettings(Place place, Credentials credentials, LocalSystem.Shape shape) {
        this.place = place;
        this.credentials = credentials;
        this.shape = shape;
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
        var own = new LinkedHashMap<>(needed(service));
        own.putAll(shape.settings().getOrDefault(service, Map.of()));
        return own;
    }

    private Map<String, Object> needed(Service service) {
        return switch (service) {
            case PROVISIONING ->
                Map.of(
                        "gcp", gcp(),
                        "oci", new OciIdentity(place).settings(),
                        "secrets", secrets(),
                        "approval-keys", place.secret("approval-keys.json").toString(),
                        // the local cloud starts supervisors itself, so no machine fetches an archive
                        "artifact-sha256", "0".repeat(64));
            case BACKUP ->
                Map.of(
                        "gcs", buckets(),
                        "secrets", secrets(),
                        "key-file", place.secret("backup-key.json").toString(),
                        "postgres-bin", PostgresServer.installedBinaries().toString(),
                        "work-dir", place.folder("backup-work").toString());
            case FAILOVER ->
                Map.of(
                        "gcp",
                                Map.of(
                                        "endpoint",
                                        place.cloudApi(),
                                        "storage-endpoint",
                                        place.cloudApi(),
                                        "project",
                                        PROJECT),
                        "oci",
                                Map.of(
                                        "core-endpoint",
                                        place.cloudApi() + "/oci/{region}/20160918/instances",
                                        "storage-endpoint",
                                        place.cloudApi() + "/oci/{region}/n"),
                        "secrets", secrets(),
                        "dns",
                                Map.of(
                                        "zones",
                                        List.of(Map.of(
                                                "name",
                                                PLATFORM_ZONE,
                                                "name-server",
                                                Map.of(
                                                        "address",
                                                        nameServer(),
                                                        "key-name",
                                                        DNS_KEY,
                                                        "key-file",
                                                        place.secret("dns-key").toString())))),
                        "status-pages",
                                Map.of(
                                        "gcp",
                                        place.cloudApi() + "/incidents.json",
                                        "oci",
                                        place.cloudApi() + "/api/v2/components.json"),
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

    /** Cloud Storage has no locations of Oracle's: the backups of environments there lie in the nearest of Google's. */
    private Map<String, Object> buckets() {
        var settings = new LinkedHashMap<>(gcp());
        settings.put("locations", BUCKET_LOCATIONS);
        return settings;
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

    /** On one machine every vantage point shares every failure; each stands for the network it would be on. */
    private List<Map<String, Object>> vantagePoints() {
        return place.vantagePoints().keySet().stream()
                .map(name -> Map.<String, Object>of("name", name, "network", "network of " + name))
                .toList();
    }

    /** What a vantage point is told. It gets no token: the local cloud's regions answer everybody. */
    Path writeVantagePoint(String name) {
        var properties = new TreeMap<String, String>();
        properties.put("name", name);
        properties.put("source-address", place.vantagePoints().get(name));
        properties.put("schema.registry.url", place.registryUrl());
        ScramLogin.properties(place.bootstrapServers(), name, credentials.get("kafka-" + name))
                .forEach((key, value) -> properties.put("kafka." + key, String.valueOf(value)));
        String text = properties.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
                .collect(Collectors.joining());
        return Credentials.write(place.secret(name + ".properties"), text);
    }
}
