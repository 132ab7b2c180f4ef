package com.orocloud.messaging;

import com.orocloud.events.catalogue.TopicCatalogue;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;
import org.springframework.util.backoff.FixedBackOff;

/** Everything that a service gets by having messaging on its class path. */
@AutoConfiguration
@EnableConfigurationProperties(MessagingSettings.class)
@Import({
    Transitions.class,
    Wakeups.class,
    Outbox.class,
    OutboxRelay.class,
    Inbox.class,
    InboxTable.class,
    DeadLetters.class,
    Dispatcher.class,
    WaitingSweep.class,
    Sweeper.class,
    BrokerHealth.class,
    RegistryHealth.class
})
class MessagingAutoConfiguration {

    /** What a process that was killed had to read waits so long for another one; Kafka's own is 45 s. */
    private static final int SESSION_MILLIS = 10_000;

    private static final int METADATA_AGE_MILLIS = 15_000;
    /** Much less than that age, so that what may be read is heard while something else may not. */
    private static final Duration FORBIDDEN_RETRY = Duration.ofSeconds(2);

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    @ConditionalOnMissingBean
    TopicCatalogue topicCatalogue() {
        return TopicCatalogue.ofThisBuild();
    }

    @Bean
    Serializer<Object> eventSerializer(MessagingSettings settings, KafkaProperties kafka)
            throws ClassNotFoundException {
        @SuppressWarnings("unchecked")
        Serializer<Object> serializer = Utils.newInstance(settings.serializer(), Serializer.class);
        serializer.configure(serdeProperties(kafka), false);
        return serializer;
    }

    @Bean
    Deserializer<Object> eventDeserializer(MessagingSettings settings, KafkaProperties kafka)
            throws ClassNotFoundException {
        @SuppressWarnings("unchecked")
        Deserializer<Object> deserializer = Utils.newInstance(settings.deserializer(), Deserializer.class);
        deserializer.configure(serdeProperties(kafka), false);
        return deserializer;
    }

    private static Map<String, Object> serdeProperties(KafkaProperties kafka) {
        var properties = new HashMap<String, Object>(kafka.getProperties());
        properties.putIfAbsent("auto.register.schemas", "false");
        properties.putIfAbsent("avro.remove.java.properties", "true");
        properties.putIfAbsent("specific.avro.reader", "true");
        properties.putIfAbsent(
                "value.subject.name.strategy", "io.confluent.kafka.serializers.subject.TopicRecordNameStrategy");
        return properties;
    }

    @Bean
    OutboxProducer outboxProducer(KafkaProperties kafka, MessagingSettings settings) {
        Map<String, Object> properties = kafka.buildProducerProperties();
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, settings.service());
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        return new OutboxProducer(
                () -> new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer()));
    }

    @Bean
    ConcurrentMessageListenerContainer<String, byte[]> inboxContainer(
            KafkaProperties kafka, MessagingSettings settings, Dispatcher dispatcher, ApplicationContext context) {
        Map<String, Object> properties = kafka.buildConsumerProperties();
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, settings.service());
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, settings.service());
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 100);
        // a topic that may not be read yet is not asked for again before this; Kafka's own is five minutes
        properties.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_AGE_MILLIS);
        properties.putIfAbsent(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
        var container = new ContainerProperties(dispatcher.topics().toArray(String[]::new));
        container.setMessageListener(dispatcher);
        container.setAckMode(AckMode.RECORD);
        container.setObservationEnabled(true);
        container.setMissingTopicsFatal(false);
        container.setAuthExceptionRetryInterval(FORBIDDEN_RETRY);
        var listener = new ConcurrentMessageListenerContainer<>(
                new DefaultKafkaConsumerFactory<>(properties, new StringDeserializer(), new ByteArrayDeserializer()),
                container);
        listener.setBeanName("inbox");
        listener.setApplicationContext(context);
        listener.setConcurrency(settings.concurrency());
        listener.setCommonErrorHandler(errorHandler(dispatcher, settings));
        return listener;
    }

    /** What depends on something that is away waits for it; what fails for no known reason is given up in the end. */
    private static DefaultErrorHandler errorHandler(Dispatcher dispatcher, MessagingSettings settings) {
        var handler = new DefaultErrorHandler(dispatcher::giveUp, new FixedBackOff(200, settings.attempts() - 1L));
        var wait = new ExponentialBackOff(200, 2);
        wait.setMaxInterval(5_000);
        handler.setBackOffFunction((record, failure) -> Infrastructure.isAway(failure) ? wait : null);
        handler.setResetStateOnRecoveryFailure(false);
        return handler;
    }

    @Bean
    MeterBinder messagingGauges(Outbox outbox, InboxTable inbox) {
        return (MeterRegistry registry) -> List.of(
                Gauge.builder("orocloud.outbox.waiting", outbox, Outbox::waiting)
                        .register(registry),
                Gauge.builder("orocloud.outbox.parked", outbox, Outbox::parked).register(registry),
                Gauge.builder("orocloud.inbox.waiting", inbox, InboxTable::waitingCount)
                        .register(registry));
    }
}
