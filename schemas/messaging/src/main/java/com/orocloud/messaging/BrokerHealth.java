package com.orocloud.messaging;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.stereotype.Component;

/** Reports whether the broker answers. Never gates readiness: the outbox holds what cannot be sent meanwhile. */
@Component("broker")
final class BrokerHealth implements HealthIndicator {

    private static final int TIMEOUT_MILLIS = 2_000;

    private final Map<String, Object> properties;

    BrokerHealth(KafkaProperties kafka) {
        this.properties = kafka.buildAdminProperties();
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    }

    @Override
    public Health health() {
        try (Admin admin = Admin.create(properties)) {
            return Health.up()
                    .withDetail(
                            "cluster", admin.describeCluster().clusterId().get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS))
                    .build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Health.unknown().withDetail("reason", "interrupted").build();
        } catch (Exception e) {
            return Health.unknown()
                    .withDetail("reason", "the broker does not answer: events wait in the outbox (" + e + ")")
                    .build();
        }
    }
}
