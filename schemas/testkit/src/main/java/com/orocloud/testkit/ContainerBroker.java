package com.orocloud.testkit;

import com.orocloud.servers.KafkaServer;
import com.orocloud.servers.ScramLogin;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.kafka.KafkaContainer;

/** The broker as a container, for machines that have a Docker engine. */
final class ContainerBroker implements Broker {

    private static final String IMAGE = "apache/kafka:4.4.0";
    /** Plain text, and reachable inside the container only. */
    private static final String INNER_LISTENER = "localhost:9093";

    private final KafkaContainer container;
    private final Map<String, String> passwords;

    private ContainerBroker(KafkaContainer container, Map<String, String> passwords) {
        this.container = container;
        this.passwords = passwords;
    }

    static ContainerBroker start(Map<String, String> passwords) {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new IllegalStateException("OROCLOUD_TESTS_WITH=docker, but no Docker engine answers here");
        }
        // the image turns "_" into ".", and "___" into "-"
        var container = new KafkaContainer(IMAGE)
                .withEnv(
                        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
                        "BROKER:PLAINTEXT,PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT")
                .withEnv("KAFKA_SASL_ENABLED_MECHANISMS", "SCRAM-SHA-512")
                .withEnv(
                        "KAFKA_LISTENER_NAME_PLAINTEXT_SCRAM___SHA___512_SASL_JAAS_CONFIG",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required;")
                .withEnv("KAFKA_AUTHORIZER_CLASS_NAME", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
                .withEnv("KAFKA_SUPER_USERS", "User:ANONYMOUS;User:" + KafkaServer.ADMIN)
                .withEnv("KAFKA_ALLOW_EVERYONE_IF_NO_ACL_FOUND", "false")
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
        container.start();
        var broker = new ContainerBroker(container, passwords);
        broker.createAdmin();
        return broker;
    }

    private void createAdmin() {
        try {
            ExecResult result = container.execInContainer(
                    "/opt/kafka/bin/kafka-configs.sh",
                    "--bootstrap-server",
                    INNER_LISTENER,
                    "--alter",
                    "--entity-type",
                    "users",
                    "--entity-name",
                    KafkaServer.ADMIN,
                    "--add-config",
                    "SCRAM-SHA-512=[password=" + passwordOf(KafkaServer.ADMIN) + "]");
            if (result.getExitCode() != 0) {
                throw new IllegalStateException("making the broker's admin: " + result.getStderr());
            }
        } catch (IOException e) {
            throw new IllegalStateException("making the broker's admin", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while making the broker's admin", e);
        }
    }

    @Override
    public String bootstrapServers() {
        return container.getBootstrapServers();
    }

    @Override
    public Map<String, Object> clientProperties(String user) {
        return ScramLogin.properties(bootstrapServers(), user, passwordOf(user));
    }

    @Override
    public String passwordOf(String user) {
        return Passwords.of(passwords, user);
    }

    /** Skips the test: a container that starts again has another port. */
    @Override
    public void crashAndRestart() {
        Assumptions.abort("a broker in a container cannot come back under its old address");
    }

    @Override
    public void stop() {
        container.stop();
    }
}
