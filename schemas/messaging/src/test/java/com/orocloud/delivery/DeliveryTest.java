package com.orocloud.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.orocloud.events.DrCancelled;
import com.orocloud.events.catalogue.TopicCatalogue;
import com.orocloud.messaging.CrashPoint;
import com.orocloud.messaging.StateTable;
import com.orocloud.servers.KafkaServer;
import com.orocloud.servers.KafkaTopics;
import com.orocloud.testkit.Boot;
import com.orocloud.testkit.RealServers;
import com.orocloud.testkit.Said;
import com.orocloud.testkit.TestDatabase;
import com.orocloud.testkit.TestServers;
import com.orocloud.testkit.TestTopics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What delivery promises, on a real broker, registry and database. */
@RealServers
class DeliveryTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String FACTS = "orocloud.environment.v1";

    static {
        // a simulated crash ends a thread, as it should
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }

    private final TestTopics topics;
    private final TestServers servers;
    private final TestDatabase database = TestDatabase.create("delivery");
    private final String environment = "env-" + UUID.randomUUID().toString().substring(0, 8);
    private ConfigurableApplicationContext service;

    DeliveryTest(TestTopics topics, TestServers servers) {
        this.topics = topics;
        this.servers = servers;
        this.service = start();
    }

    private ConfigurableApplicationContext start() {
        return Boot.start(DeliveryService.class, "dr-service", database, Map.of());
    }

    @BeforeEach
    void opened() {
        topics.say("provisioning-service", Facts.accepted(environment));
        awaitHeard("accepted");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void aRedeliveredEventIsAppliedOnce() {
        var activated = Facts.activated(environment, "a");
        topics.say("provisioning-service", activated);
        topics.say("provisioning-service", activated);
        topics.say("provisioning-service", Facts.activated(environment, "b"));

        awaitHeard("accepted", "activated a", "activated b");
        awaitSaid("accepted", "activated a", "activated b");
        assertThat(duplicates()).as("witness: it was delivered twice").isPositive();
    }

    @Test
    void anObservationIsRememberedByTheStateAlone() {
        var observed = Facts.delivered(environment);
        topics.say("notification-service", observed);
        topics.say("notification-service", observed);
        topics.say("notification-service", Facts.delivered(environment));

        String saw = "notification-service saw ";
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(heard(environment))
                        .hasSize(3)
                        .startsWith("accepted", saw + observed.getMeta().getEventId()));
        assertThat(counted("orocloud.inbox.events", "subscription", "ticket/NotificationDelivered"))
                .as("witness: all three came")
                .isEqualTo(3);
        assertThat(jdbc().sql("select count(*) from inbox where subscription = 'ticket/NotificationDelivered'")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void aReplayOfTheWholeTopicChangesNothing() {
        topics.say("provisioning-service", Facts.activated(environment, "a"));
        awaitHeard("accepted", "activated a");
        service.close();
        topics.rewind("dr-service");

        service = start();
        topics.say("provisioning-service", Facts.activated(environment, "last"));

        awaitHeard("accepted", "activated a", "activated last");
        awaitSaid("accepted", "activated a", "activated last");
        assertThat(duplicates()).as("witness: the replay reached the service").isPositive();
    }

    @Test
    void aProducerThatWillNeverSendAgainIsReplaced() throws Exception {
        ((AutoCloseable) service.getBean("outboxProducer")).close();

        topics.say("provisioning-service", Facts.activated(environment, "a"));

        awaitSaid("accepted", "activated a");
    }

    @Test
    void aTopicThatMayBeReadOnlyAfterTheStartIsHeardSoon() {
        service.close();
        try (Admin admin = Admin.create(servers.broker().clientProperties(KafkaServer.ADMIN))) {
            await().atMost(PATIENCE).until(() -> heardTopics(admin).isEmpty());
            forbid(admin, FACTS);
            service = start();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(heardTopics(admin))
                            .as("witness: it listens, and not to this topic")
                            .isNotEmpty()
                            .doesNotContain(FACTS));

            new KafkaTopics(admin, TopicCatalogue.ofThisBuild()).grant();
        }
        topics.say("provisioning-service", Facts.activated(environment, "a"));

        awaitHeard("accepted", "activated a");
    }

    private static void forbid(Admin admin, String topic) {
        var entries = new AccessControlEntryFilter("User:dr-service", null, AclOperation.ANY, AclPermissionType.ANY);
        var resource = new ResourcePatternFilter(ResourceType.TOPIC, topic, PatternType.LITERAL);
        admin.deleteAcls(List.of(new AclBindingFilter(resource, entries)))
                .all()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** The topics of which somebody in the service's group has a partition. */
    private static Set<String> heardTopics(Admin admin) {
        Map<String, ConsumerGroupDescription> groups = admin.describeConsumerGroups(List.of("dr-service"))
                .all()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return groups.values().stream()
                .flatMap(group -> group.members().stream())
                .flatMap(member -> member.assignment().topicPartitions().stream())
                .map(TopicPartition::topic)
                .collect(Collectors.toSet());
    }

    @Test
    void anEventThatCameTooEarlyWaitsAndKeepsItsPlace() {
        String late = environment + "-late";
        topics.say("provisioning-service", Facts.activated(late, "a"));
        topics.say("provisioning-service", Facts.activated(late, "b"));
        await().atMost(PATIENCE).until(() -> waiting(late) == 2);

        open(late);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(heard(late)).containsExactly("by hand", "activated a", "activated b"));
        assertThat(waiting(late)).isZero();
    }

    @Test
    void anEventThatWaitedInVainBecomesADeadLetter() {
        String never = environment + "-never";
        topics.say("provisioning-service", Facts.activated(never, "a"));

        Said letter = topics.await("dead letter", each -> isDeadLetter(each, FACTS) && never.equals(each.key()));

        assertThat(letter.headers())
                .containsEntry("dlt-service", "dr-service")
                .hasEntrySatisfying("dlt-reason", why -> assertThat(why).contains("not accepted yet"));
        assertThat(letter.event())
                .isEqualTo(topics.said(
                                com.orocloud.events.EnvironmentActivated.class,
                                each -> each.getEnvironmentId().equals(never))
                        .getFirst());
    }

    @Test
    void theImpossibleGoesToTheDeadLettersWithReasonAndStateAndThePartitionGoesOn() {
        topics.say("provisioning-service", Facts.fenced(environment, "odd"));
        topics.say("provisioning-service", Facts.activated(environment, "after"));

        Said letter = topics.await("dead letter", each -> isDeadLetter(each, FACTS) && environment.equals(each.key()));
        assertThat(letter.headers()).containsEntry("dlt-reason", "nobody is ever fenced here: odd");
        assertThat(letter.headers().get("dlt-state")).contains("accepted");
        awaitHeard("accepted", "activated after");
    }

    @Test
    void aDeadLetterThatIsPutBackIsDecidedAgain() {
        String early = environment + "-early";
        var verified = Facts.verified(early);
        topics.say("backup-service", verified);
        Said letter = topics.await(
                "dead letter", each -> isDeadLetter(each, "orocloud.backup.v1") && early.equals(each.key()));
        topics.say("provisioning-service", Facts.accepted(early));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(heard(early)).containsExactly("accepted"));

        topics.sayBytes(
                "backup-service", "orocloud.backup.v1", early, letter.bytes(), Map.of("orocloud-replay", "yes"));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(heard(early)).containsExactly("accepted", "verified"));
    }

    @Test
    void poisonOfEveryKindIsPutAsideAndThePartitionGoesOn() {
        byte[] unknownSchema = {0, 0x7f, 0, 0, 1, 2, 3};
        byte[] brokenAvro = {0, 0, 0, 0, 1, (byte) 0xff, (byte) 0xff};
        List<byte[]> poisons = List.of(new byte[] {7, 7, 7}, new byte[] {}, unknownSchema, brokenAvro);
        poisons.forEach(poison -> topics.sayBytes("provisioning-service", FACTS, environment, poison, Map.of()));
        topics.sayBytes("provisioning-service", FACTS, environment, null, Map.of());
        topics.sayBytes("provisioning-service", FACTS, environment, ofAnotherTopic(), Map.of());
        topics.say("provisioning-service", Facts.activated(environment, "after"));

        awaitHeard("accepted", "activated after");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                topics.all(each -> isDeadLetter(each, FACTS) && environment.equals(each.key())))
                        .hasSize(poisons.size() + 2));
        assertThat(topics.all(each -> isDeadLetter(each, FACTS) && environment.equals(each.key())))
                .anySatisfy(
                        letter -> assertThat(letter.headers().get("dlt-reason")).contains("does not belong"));
    }

    @Test
    void aBugInTheServiceDoesNotStopItsPartition() {
        topics.say("provisioning-service", Facts.siteChanged(environment));
        topics.say("provisioning-service", Facts.activated(environment, "after"));

        Said letter = topics.await("dead letter", each -> isDeadLetter(each, FACTS) && environment.equals(each.key()));
        assertThat(letter.headers().get("dlt-reason")).contains("a bug for " + environment);
        awaitHeard("accepted", "activated after");
    }

    @Test
    void aBugThatAWaitingEventMeetsHoldsUpNoOtherQueue() {
        String failing = environment + "-fails";
        String behind = environment + "-behind";
        topics.say("provisioning-service", Facts.siteChanged(failing));
        await().atMost(PATIENCE).until(() -> waiting(failing) == 1);
        topics.say("provisioning-service", Facts.activated(behind, "a"));
        await().atMost(PATIENCE).until(() -> waiting(behind) == 1);

        open(failing);
        open(behind);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(heard(behind)).containsExactly("by hand", "activated a"));
        Said letter = topics.await("dead letter", each -> isDeadLetter(each, FACTS) && failing.equals(each.key()));
        assertThat(letter.headers().get("dlt-reason")).contains("a bug for " + failing);
        assertThat(waiting(failing)).isZero();
    }

    @Test
    void nobodyAsksInTheNameOfAnotherTenant() {
        topics.say("portal", Facts.requested("globex", environment));
        topics.say("portal", Facts.requested("acme", environment));

        awaitHeard("accepted", "requested");
        Said letter = topics.await(
                "dead letter",
                each -> isDeadLetter(each, "orocloud.requests.portal.v1") && environment.equals(each.key()));
        assertThat(letter.headers().get("dlt-reason")).contains("another tenant");
    }

    @Test
    void aRelayKilledBetweenSendAndDeleteSendsAgainAndLosesNothing() {
        CrashPoint.arm("messaging.outbox.after-send-before-delete");
        topics.say("provisioning-service", Facts.activated(environment, "a"));
        await().atMost(PATIENCE).until(() -> !CrashPoint.isArmed("messaging.outbox.after-send-before-delete"));
        service.close();

        service = start();
        topics.say("provisioning-service", Facts.activated(environment, "b"));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(said()).endsWith("activated b"));
        assertThat(said().stream().distinct()).containsExactly("accepted", "activated a", "activated b");
        assertThat(topics.all(each -> each.event() instanceof DrCancelled && environment.equals(each.key())))
                .as("witness: it was sent twice")
                .hasSizeGreaterThan(3);
    }

    @Test
    void aKillBeforeTheCommitLosesNothing() {
        CrashPoint.arm("messaging.inbox.before-commit");
        topics.say("provisioning-service", Facts.activated(environment, "a"));
        await().atMost(PATIENCE).until(() -> !CrashPoint.isArmed("messaging.inbox.before-commit"));
        service.close();

        service = start();

        awaitHeard("accepted", "activated a");
        awaitSaid("accepted", "activated a");
    }

    @Test
    void manyEventsKeepTheOrderOfTheirKey() {
        List<String> urls = IntStream.range(0, 200).mapToObj(Integer::toString).toList();
        urls.forEach(url -> topics.say("provisioning-service", Facts.activated(environment, url)));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(said()).hasSize(201));
        assertThat(said().subList(1, 201))
                .isEqualTo(urls.stream().map(url -> "activated " + url).toList());
    }

    @Test
    void aDatabaseThatGoesAwayAndComesBackCostsNothing() throws SQLException {
        String name = database.url().substring(database.url().lastIndexOf('/') + 1);
        administer("alter database " + name + " with allow_connections false");
        administer("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name + "'");
        topics.say("provisioning-service", Facts.activated(environment, "a"));
        await().atMost(PATIENCE).until(() -> counted("orocloud.sweep.failures", "sweep", "outbox-relay") > 0);
        administer("alter database " + name + " with allow_connections true");

        // this test reads through the same pool, which may still hand out a connection that was cut
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(DataAccessException.class)
                .untilAsserted(() -> assertThat(heard(environment)).containsExactly("accepted", "activated a"));
        awaitSaid("accepted", "activated a");
    }

    private void administer(String sql) throws SQLException {
        try (var connection = servers.postgres().connect("postgres");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void eventsCarryCloudEventsHeadersAndTheirTrace() {
        Said said = topics.await(
                "DrCancelled", each -> each.event() instanceof DrCancelled && environment.equals(each.key()));

        assertThat(said.headers())
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_source", "/orocloud/dr-service")
                .containsEntry("ce_type", "com.orocloud.events.DrCancelled")
                .containsEntry("ce_subject", environment)
                .containsEntry("content-type", "application/avro")
                .containsKeys("ce_id", "ce_time");
        assertThat(said.headers().get("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]");
    }

    /** The fact that would open it queues behind what waits for it, being of the same topic: so it comes by force. */
    private void open(String id) {
        jdbc().sql("""
                        insert into ticket (id, tenant_id, correlation_id, version, state_name, state, due_at, changed_at)
                        values (:id, 'acme', gen_random_uuid(), 1, 'Open', '{"heard":["by hand"]}', now(), now())""").param("id", id).update();
    }

    private void awaitHeard(String... expected) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(heard(environment)).containsExactly(expected));
    }

    private List<String> heard(String id) {
        StateTable<Ticket> tickets = tickets();
        return tickets.find(id)
                .map(stored -> ((Ticket.Open) stored.state()).heard())
                .orElse(List.of());
    }

    @SuppressWarnings("unchecked")
    private StateTable<Ticket> tickets() {
        return (StateTable<Ticket>)
                service.getBeanProvider(ResolvableType.forClassWithGenerics(StateTable.class, Ticket.class))
                        .getObject();
    }

    /** What the service said about this environment, in the order of the topic. */
    private List<String> said() {
        return topics.said(DrCancelled.class, each -> each.getEnvironmentId().equals(environment)).stream()
                .map(DrCancelled::getReason)
                .toList();
    }

    private void awaitSaid(String... expected) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(said()).containsExactly(expected));
    }

    /** A good record, but not of a type that belongs on the topic of facts about environments. */
    private byte[] ofAnotherTopic() {
        var verified = Facts.verified(environment + "-other");
        topics.say("backup-service", verified);
        byte[] bytes = topics.await("BackupVerified", said -> verified.equals(said.event()))
                .bytes();
        return java.util.Objects.requireNonNull(bytes);
    }

    private long waiting(String id) {
        return jdbc().sql("select count(*) from inbox_waiting where aggregate_id = :id")
                .param("id", id)
                .query(Long.class)
                .single();
    }

    private double duplicates() {
        return counted("orocloud.inbox.events", "outcome", "Duplicate");
    }

    private double counted(String meter, String tag, String value) {
        return service.getBean(MeterRegistry.class).find(meter).tag(tag, value).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private JdbcClient jdbc() {
        return service.getBean(JdbcClient.class);
    }

    private static boolean isDeadLetter(Said said, String topic) {
        return said.topic().equals(topic + ".dlt");
    }
}
