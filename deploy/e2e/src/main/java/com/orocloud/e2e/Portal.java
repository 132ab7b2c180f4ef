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
import com.orocloud.local.LocalSystem;
import com.orocloud.local.RequestWriter;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;

/** The upstream system: a plain Avro producer whose Kafka user may write its own request topic and nothing else. */
public final class Portal implements AutoCloseable {

    private final RequestWriter writer;

    public Portal(LocalSystem system) {
        writer = new RequestWriter(
                system.place().bootstrapServers(),
                system.place().registryUrl(),
                "portal",
                system.credentials().get("kafka-portal"));
    }

    public void request(Customer customer) {
        send(order(customer)
                .setPrimary(region(Customer.PRIMARY))
                .setDisasterRecovery(region(Customer.RECOVERY))
                .build());
    }

    /** With every component. */
    void requestFull(Customer customer, String primary, String recovery) {
        send(order(customer)
                .setPrimary(region(primary))
                .setDisasterRecovery(region(recovery))
                .setProfile(EnvironmentProfile.FULL)
                .build());
    }

    private static EnvironmentRequested.Builder order(Customer customer) {
        return order(customer.tenant(), customer.environment())
                .setProject(customer.project())
                .setEdge(EdgeOption.NONE)
                .setDomainMode(customer.domainMode())
                .setHostnames(List.of(customer.hostname()))
                .setContacts(List.of(
                        contact(ContactRole.ENVIRONMENT_OWNER, "Olivia Owner", customer.mail("owner")),
                        contact(ContactRole.TECHNICAL_CONTACT, "Theo Tech", customer.mail("tech")),
                        contact(ContactRole.DOMAIN_OWNER, "Dora Domain", customer.mail("dns"))))
                .setCalendarZone("Europe/Berlin");
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
        writer.write(event);
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
        writer.close();
    }
}
