package com.orocloud.e2e;

import com.orocloud.events.Actor;
import com.orocloud.events.ActorKind;
import com.orocloud.events.BackupRequested;
import com.orocloud.events.Contact;
import com.orocloud.events.ContactRole;
import com.orocloud.events.DomainMode;
import com.orocloud.events.EdgeOption;
import com.orocloud.events.EnvironmentProfile;
import com.orocloud.events.EnvironmentRequested;
import com.orocloud.events.EnvironmentType;
import com.orocloud.events.EventMeta;
import com.orocloud.events.IaasProvider;
import com.orocloud.events.RegionDeclared;
import com.orocloud.events.RegionRef;
import com.orocloud.events.RegionVerdict;
import com.orocloud.events.ZoneSwitchoverRequested;
import com.orocloud.events.catalogue.EventKey;
import com.orocloud.local.LocalSystem;
import com.orocloud.local.RegistrySchemas;
import com.orocloud.servers.ScramLogin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The upstream system: a plain Avro producer whose Kafka user may write its own request topic and nothing else. */
public final class Portal implements AutoCloseable {

    private static final String TOPIC = "orocloud.requests.portal.v1";

    static {
        // Avro works only with record classes that it is told to trust
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.DEFAULT, type -> type.getName().startsWith("com.orocloud.events.")));
    }

    private final Producer<String, byte[]> producer;
    private final RegistrySchemas schemas;

    public Portal(LocalSystem system) {
        producer = new KafkaProducer<>(
                ScramLogin.properties(
                        system.place().bootstrapServers(),
                        "portal",
                        system.credentials().get("kafka-portal")),
                new StringSerializer(),
                new ByteArraySerializer());
        schemas = new RegistrySchemas(system.place().registryUrl());
    }

    public void request(Customer customer) {
        request(customer, EnvironmentProfile.MINIMAL);
    }

    void request(Customer customer, EnvironmentProfile profile) {
        send(order(customer.tenant(), customer.environment())
                .setProject(customer.project())
                .setPrimary(region(Customer.PRIMARY))
                .setDisasterRecovery(region(Customer.RECOVERY))
                .setEdge(EdgeOption.NONE)
                .setDomainMode(customer.domainMode())
                .setHostnames(List.of(customer.hostname()))
                .setContacts(List.of(
                        contact(ContactRole.ENVIRONMENT_OWNER, "Olivia Owner", customer.mail("owner")),
                        contact(ContactRole.TECHNICAL_CONTACT, "Theo Tech", customer.mail("tech")),
                        contact(ContactRole.DOMAIN_OWNER, "Dora Domain", customer.mail("dns"))))
                .setCalendarZone("Europe/Berlin")
                .setProfile(profile)
                .build());
    }

    /** A request with several things wrong at once. */
    void requestNonsense(String tenant, String environment) {
        send(order(tenant, environment)
                .setProject("ocom-nonsense")
                .setPrimary(new RegionRef(IaasProvider.OCI, "atlantis-1"))
                .setEdge(EdgeOption.GCP_CDN)
                .setDomainMode(DomainMode.PLATFORM_ZONE)
                .setHostnames(List.of("shop." + environment + ".orocloud.test"))
                .setWebNodes(1)
                .setContacts(
                        List.of(contact(ContactRole.ENVIRONMENT_OWNER, "Olivia Owner", "owner@" + tenant + ".example")))
                .build());
    }

    private static EnvironmentRequested.Builder order(String tenant, String environment) {
        return EnvironmentRequested.newBuilder()
                .setMeta(meta(tenant, environment))
                .setEnvironmentId(environment)
                .setType(EnvironmentType.PRODUCTION)
                .setRepositoryUrl("https://git.example.com/" + environment + ".git")
                .setGitReference("3f786850e387550fdab836ed7e6dc881de23001b");
    }

    UUID requestBackup(Customer customer) {
        UUID id = UUID.randomUUID();
        send(new BackupRequested(meta(customer.tenant(), customer.environment()), customer.environment(), id, "demo"));
        return id;
    }

    /** Asks that the other database node leads, as before maintenance. */
    public void requestSwitchover(Customer customer, long siteEpoch) {
        send(new ZoneSwitchoverRequested(
                meta(customer.tenant(), customer.environment()),
                customer.environment(),
                siteEpoch,
                null,
                "maintenance of the main's machine"));
    }

    void declareDown(String region, Instant expectedRecoveryAt) {
        send(new RegionDeclared(
                meta("", "GCP:" + region),
                region(region),
                RegionVerdict.DOWN,
                "demo: fire in the data centre",
                expectedRecoveryAt));
    }

    private void send(SpecificRecord event) {
        RegistrySchemas.Registered registered =
                schemas.latest(TOPIC, event.getSchema().getName());
        var bytes = new ByteArrayOutputStream();
        bytes.write(0);
        bytes.writeBytes(
                ByteBuffer.allocate(Integer.BYTES).putInt(registered.id()).array());
        try {
            BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
            new SpecificDatumWriter<SpecificRecord>(event.getSchema()).write(event, encoder);
            encoder.flush();
            producer.send(new ProducerRecord<>(TOPIC, EventKey.of(event), bytes.toByteArray()))
                    .get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "the broker refused " + event.getSchema().getName(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking", e);
        }
    }

    private static EventMeta meta(String tenant, String aggregate) {
        return EventMeta.newBuilder()
                .setEventId(UUID.randomUUID())
                .setOccurredAt(Instant.now())
                .setSource("portal")
                .setTenantId(tenant)
                .setAggregateId(aggregate)
                .setCorrelationId(UUID.randomUUID())
                .setActor(new Actor(ActorKind.CUSTOMER, "portal"))
                .build();
    }

    private static RegionRef region(String name) {
        return new RegionRef(IaasProvider.GCP, name);
    }

    private static Contact contact(ContactRole role, String name, String mail) {
        return new Contact(role, name, mail, null, "Europe/Berlin", 1);
    }

    @Override
    public void close() {
        producer.close();
    }
}
