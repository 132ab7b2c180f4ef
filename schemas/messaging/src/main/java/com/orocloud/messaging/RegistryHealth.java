package com.orocloud.messaging;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.stereotype.Component;

/** Reports whether the schema registry answers. Never gates readiness: known schemas are kept. */
@Component("registry")
final class RegistryHealth implements HealthIndicator {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final String url;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    RegistryHealth(KafkaProperties kafka) {
        this.url = kafka.getProperties().getOrDefault("schema.registry.url", "");
    }

    @Override
    public Health health() {
        try {
            int status = http.send(
                            HttpRequest.newBuilder(URI.create(url + "/config"))
                                    .timeout(TIMEOUT)
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
            return status == 200
                    ? Health.up().withDetail("url", url).build()
                    : Health.unknown()
                            .withDetail("reason", url + " answered " + status)
                            .build();
        } catch (IOException | IllegalArgumentException e) {
            return Health.unknown()
                    .withDetail("reason", url + " does not answer: schemas not seen before have to wait (" + e + ")")
                    .build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Health.unknown().withDetail("reason", "interrupted").build();
        }
    }
}
