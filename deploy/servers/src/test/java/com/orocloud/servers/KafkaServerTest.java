package com.orocloud.servers;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.orocloud.events.catalogue.Topic;
import com.orocloud.events.catalogue.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KafkaServerTest {

    private static final TopicCatalogue CATALOGUE = TopicCatalogue.ofThisBuild();
    private static final TopicAccess ACCESS = new TopicAccess(CATALOGUE);
    private static final String PASSWORD = "for-tests-only";
    private static final int WAIT_SECONDS = 20;
    private static final byte[] KEY = "key".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RECORD = "record".getBytes(StandardCharsets.US_ASCII);

    private static final AddressBlock BLOCK = AddressBlock.claim(192, 223);
    private static final Path DIRECTORY = TestFolders.fresh("kafka");
    private static final KafkaServer SERVER = new KafkaServer(
            new KafkaServer.Settings(
                    DIRECTORY.resolve("kafka"), BLOCK.address(0, 2), 9092, 9093, PASSWORD, List.of(), null),
            Distribution.ofThisBuild());

    @BeforeAll
    static void start() throws Exception {
        SERVER.start();
        prepare();
        try (var producer = producer(KafkaServer.ADMIN, PASSWORD)) {
            for (String topic : everyTopic()) {
                producer.send(new ProducerRecord<>(topic, 0, KEY, RECORD)).get(WAIT_SECONDS, SECONDS);
            }
        }
    }

    @AfterAll
    static void remove() {
        Installation.remove(DIRECTORY);
        BLOCK.close();
    }

    static Stream<String> users() {
        return ACCESS.users().stream();
    }

    @ParameterizedTest
    @MethodSource("users")
    void writesItsOwnTopicsAndTheDeadLettersOfWhatItReadsAndNothingElse(String user) throws Exception {
        Set<String> allowed = topics(topic -> Stream.concat(
                ACCESS.mayWrite(user, topic) ? Stream.of(topic.name()) : Stream.empty(),
                ACCESS.mayWriteDeadLetters(user, topic) ? Stream.of(topic.deadLetters()) : Stream.empty()));
        Set<String> written = new HashSet<>();
        try (var producer = producer(user, PASSWORD)) {
            for (String topic : everyTopic()) {
                try {
                    producer.send(new ProducerRecord<>(topic, KEY, RECORD)).get(WAIT_SECONDS, SECONDS);
                    written.add(topic);
                } catch (ExecutionException e) {
                    assertThat(e.getCause()).isInstanceOf(AuthorizationException.class);
                }
            }
        }
        assertThat(written).isEqualTo(allowed);
    }

    @ParameterizedTest
    @MethodSource("users")
    void readsWhatTheCatalogueGivesItAndNothingElse(String user) {
        Set<String> allowed = topics(topic -> ACCESS.mayRead(user, topic) ? Stream.of(topic.name()) : Stream.empty());

        assertThat(readableFor(user)).isEqualTo(allowed);
    }

    /** Every topic from which a record reaches the user before the broker has refused all others. */
    private static Set<String> readableFor(String user) {
        Set<String> open = new HashSet<>(everyTopic());
        Set<String> read = new HashSet<>();
        try (var consumer = consumer(user, user)) {
            assign(consumer, open);
            while (!read.containsAll(open)) {
                try {
                    consumer.poll(Duration.ofSeconds(WAIT_SECONDS)).forEach(record -> read.add(record.topic()));
                } catch (TopicAuthorizationException e) {
                    open.removeAll(e.unauthorizedTopics());
                    assign(consumer, open);
                }
            }
        }
        return read;
    }

    private static void assign(KafkaConsumer<byte[], byte[]> consumer, Set<String> topics) {
        var partitions =
                topics.stream().map(topic -> new TopicPartition(topic, 0)).toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    @Test
    void nobodyTakesPartInTheGroupOfAnother() {
        try (var consumer = consumer("dr-service", "backup-service")) {
            consumer.subscribe(List.of("orocloud.backup.v1"));

            assertThatThrownBy(() -> consumer.poll(Duration.ofSeconds(WAIT_SECONDS)))
                    .isInstanceOf(AuthorizationException.class);
        }
    }

    @Test
    void theWrongPasswordOpensNothing() {
        try (var producer = producer("portal", "guessed")) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>("orocloud.requests.portal.v1", RECORD))
                            .get(WAIT_SECONDS, SECONDS))
                    .cause()
                    .isInstanceOf(SaslAuthenticationException.class);
        }
    }

    @Test
    void preparingAgainChangesNothing() throws Exception {
        try (Admin admin = SERVER.admin()) {
            var before = admin.describeAcls(AclBindingFilter.ANY).values().get();

            prepare();

            assertThat(admin.describeAcls(AclBindingFilter.ANY).values().get())
                    .containsExactlyInAnyOrderElementsOf(before);
        }
    }

    @Test
    void whatWasAcknowledgedOutlivesSigkill() throws Exception {
        String topic = "orocloud.requests.portal.v1";
        long offset;
        try (var producer = producer("portal", PASSWORD)) {
            offset = producer.send(new ProducerRecord<>(topic, 1, null, RECORD))
                    .get(WAIT_SECONDS, SECONDS)
                    .offset();
        }

        SERVER.start().kill();
        SERVER.start();

        try (var consumer = consumer("dr-service", "dr-service")) {
            var partition = new TopicPartition(topic, 1);
            consumer.assign(List.of(partition));
            consumer.seek(partition, offset);
            assertThat(consumer.poll(Duration.ofSeconds(WAIT_SECONDS)))
                    .first()
                    .satisfies(record -> assertThat(record.value()).isEqualTo(RECORD));
        }
    }

    private static void prepare() {
        Map<String, String> passwords =
                ACCESS.users().stream().collect(Collectors.toMap(Function.identity(), user -> PASSWORD));
        try (Admin admin = SERVER.admin()) {
            new KafkaTopics(admin, CATALOGUE).prepare(passwords);
        }
    }

    private static List<String> everyTopic() {
        return CATALOGUE.topics().stream()
                .flatMap(topic -> Stream.of(topic.name(), topic.deadLetters()))
                .toList();
    }

    private static Set<String> topics(Function<Topic, Stream<String>> names) {
        return CATALOGUE.topics().stream().flatMap(names).collect(Collectors.toSet());
    }

    private static KafkaProducer<byte[], byte[]> producer(String user, String password) {
        var properties = new HashMap<>(SERVER.clientProperties(user, password));
        properties.put("linger.ms", 0);
        properties.put("acks", "all");
        // an idempotent producer that may write nothing at all is refused as a whole, not topic by topic
        properties.put("enable.idempotence", false);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String user, String group) {
        var properties = new HashMap<>(SERVER.clientProperties(user, PASSWORD));
        properties.put("group.id", group);
        properties.put("enable.auto.commit", false);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
