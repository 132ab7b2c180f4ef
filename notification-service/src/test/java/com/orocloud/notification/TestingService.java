package com.orocloud.notification;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.orocloud.testkit.Boot;
import com.orocloud.testkit.TestDatabase;
import com.orocloud.testkit.TestServers;
import com.orocloud.testkit.TestTopics;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.listener.MessageListenerContainer;

/** notification-service in this JVM, with two relays: the preferred one is dead, the other is a real SMTP server. */
final class TestingService implements AutoCloseable {

    static final String NAME = "notification-service";
    static final String OPERATIONS = "operations@orocloud.example";

    static {
        // a sweep that a simulated crash ends is no failure of the test
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    private final TestServers servers;
    private final TestTopics topics;
    private final String here;
    private final GreenMail mailbox;
    private final TestDatabase database;
    private @Nullable ConfigurableApplicationContext running;

    TestingService(TestServers servers, TestTopics topics) {
        this.servers = servers;
        this.topics = topics;
        this.here = servers.address(0, 6);
        this.mailbox = new GreenMail(new ServerSetup(0, here, ServerSetup.PROTOCOL_SMTP));
        this.mailbox.start();
        this.database = TestDatabase.create("notification");
    }

    void start() {
        running = Boot.start(
                NotificationService.class,
                NAME,
                database,
                Map.ofEntries(
                        Map.entry("notification.relays[0].host", here),
                        Map.entry("notification.relays[0].port", 9),
                        Map.entry("notification.relays[0].priority", 1),
                        Map.entry("notification.relays[1].host", here),
                        Map.entry(
                                "notification.relays[1].port", mailbox.getSmtp().getPort()),
                        Map.entry("notification.relays[1].priority", 2),
                        Map.entry("notification.from", "notices@orocloud.example"),
                        Map.entry("notification.operations", OPERATIONS),
                        Map.entry("notification.contacts-within", "3s"),
                        Map.entry("notification.retry-pause", "200ms")));
    }

    /** The topics that it listens to. */
    List<String> heard() {
        return List.of(requireNonNull(running)
                .getBean(MessageListenerContainer.class)
                .getContainerProperties()
                .getTopics());
    }

    void stop() {
        if (running != null) {
            running.close();
            running = null;
        }
    }

    @Override
    public void close() {
        stop();
        mailbox.stop();
    }

    /** Mails about an environment, to whomever. */
    List<MimeMessage> mails(String environment) {
        return Arrays.stream(mailbox.getReceivedMessages())
                .filter(each -> subject(each).startsWith(environment))
                .toList();
    }

    void awaitMails(String environment, int count) {
        await().untilAsserted(() -> assertThat(mails(environment)).hasSize(count));
    }

    List<String> subjectsTo(String address) {
        return Arrays.stream(mailbox.getReceivedMessages())
                .filter(each -> recipients(each).contains(address))
                .map(TestingService::subject)
                .toList();
    }

    Set<String> messageIds(String environment) {
        return mails(environment).stream().map(TestingService::messageId).collect(Collectors.toSet());
    }

    /** Waits until no notice and no announcement waits for anything. */
    void awaitSettled() {
        await().until(() -> count("""
                        select (select count(*) from announcement where state_name = 'Heard')
                             + (select count(*) from notice where state_name in ('Queued', 'Dispatched', 'Unreached'))""") == 0);
    }

    /** How many rows of any table hold this text. */
    long rowsWith(String text) {
        String like = "'%" + text + "%'";
        return count("select count(*) from (select state::text as held from contacts union all select state::text from "
                + "announcement union all select state::text from notice union all select why from inbox union all "
                + "select encode(payload, 'escape') from inbox_waiting) as everything where held like " + like);
    }

    private long count(String query) {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    /** Waits until the service has read everything that was said so far. */
    void awaitCaughtUp() {
        try (var admin = Admin.create(servers.broker().clientProperties("admin"))) {
            var ends = admin.listOffsets(topics.all(said -> !said.topic().endsWith(".dlt")).stream()
                            .map(said -> new org.apache.kafka.common.TopicPartition(said.topic(), said.partition()))
                            .distinct()
                            .collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest())))
                    .all()
                    .get();
            await().until(() -> {
                var read = admin.listConsumerGroupOffsets(NAME)
                        .partitionsToOffsetAndMetadata()
                        .get();
                return ends.entrySet().stream()
                        .filter(end -> read.containsKey(end.getKey()))
                        .allMatch(end -> read.get(end.getKey()) != null
                                && requireNonNull(read.get(end.getKey())).offset()
                                        >= end.getValue().offset());
            });
        } catch (ExecutionException e) {
            throw new IllegalStateException("asking how far " + NAME + " has read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static String subject(MimeMessage message) {
        try {
            return message.getSubject();
        } catch (MessagingException e) {
            throw new IllegalStateException("reading a mail", e);
        }
    }

    private static String messageId(MimeMessage message) {
        try {
            return message.getMessageID();
        } catch (MessagingException e) {
            throw new IllegalStateException("reading a mail", e);
        }
    }

    private static List<String> recipients(MimeMessage message) {
        try {
            return Arrays.stream(message.getAllRecipients())
                    .map(each -> ((jakarta.mail.internet.InternetAddress) each).getAddress())
                    .toList();
        } catch (MessagingException e) {
            throw new IllegalStateException("reading a mail", e);
        }
    }
}
