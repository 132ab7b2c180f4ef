package com.orocloud.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.orocloud.notification.Handover.NotNow;
import com.orocloud.notification.Handover.Refused;
import com.orocloud.notification.Handover.Taken;
import com.orocloud.notification.Handover.Tries;
import com.orocloud.notification.Handover.Unaddressable;
import com.orocloud.notification.NotificationSettings.Relay;
import com.orocloud.notification.NotificationSettings.Tls;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelaysTest {

    private static final String HERE = InetAddress.getLoopbackAddress().getHostAddress();
    private static final Notice.Label LABEL = SampleNotices.label(true, null);
    private static final Letter LETTER =
            new Letters().write(SampleStories.approval(), "acme-prod", false, SampleStories.JANE);

    @Test
    void aMessageCarriesItsIdItsThreadAndBothAlternativesTextFirst() throws Exception {
        var mailbox = mailbox();
        try {
            var relays = relays(relay(mailbox.getSmtp().getPort(), 10));
            assertThat(relays.hand(relays.names().getFirst(), LABEL, LETTER)).isEqualTo(new Taken());
            assertThat(relays.hand(relays.names().getFirst(), LABEL, LETTER)).isEqualTo(new Taken());

            MimeMessage[] received = mailbox.getReceivedMessages();
            assertThat(received).hasSize(2);
            assertThat(received[0].getMessageID())
                    .isEqualTo("<" + LABEL.id() + "@orocloud.example>")
                    .isEqualTo(received[1].getMessageID());
            MimeMessage message = received[0];
            assertThat(message.getHeader("References", null))
                    .isEqualTo("<story." + LABEL.story() + "@orocloud.example>");
            assertThat(message.getHeader("In-Reply-To", null)).isEqualTo(message.getHeader("References", null));
            assertThat(message.getHeader("Auto-Submitted", null)).isEqualTo("auto-generated");
            assertThat(message.getSubject()).isEqualTo("acme-prod is down: may we recover it?");
            assertThat(message.getFrom()[0]).hasToString("OroCloud <notices@orocloud.example>");
            assertThat(message.getAllRecipients()).hasSize(1);
            var parts = (MimeMultipart) message.getContent();
            assertThat(parts.getContentType()).startsWith("multipart/alternative");
            assertThat(parts.getBodyPart(0).getContentType()).startsWith("text/plain");
            assertThat(parts.getBodyPart(0).getContent().toString()).contains(SampleStories.LINK);
            assertThat(parts.getBodyPart(1).getContentType()).startsWith("text/html");
            assertThat(parts.getBodyPart(1).getContent().toString()).contains(SampleStories.LINK);
        } finally {
            mailbox.stop();
        }
    }

    @ParameterizedTest(name = "{0} answered with {1}")
    @CsvSource({
        "RCPT, 450 4.2.0 try later, not now",
        "RCPT, 550 5.1.1 <jane.doe@acme.example> unknown, 550",
        "MAIL, 451 4.3.0 busy, not now",
        "MAIL, 553 5.1.8 sender <jane.doe@acme.example>, 553",
        "DATA, 452 4.3.1 disk full, not now",
        "DATA, 554 5.7.1 no, 554",
        "'.', 421 4.3.2 going down, not now",
        "'.', 552 5.2.3 too big, 552",
        "greeting, 421 go away, not now",
        "greeting, 554 no mail here, not now"
    })
    void aRelaysAnswerDecides(String command, String answer, String expected) throws IOException {
        try (var scripted = ScriptedRelay.start(HERE, Map.of(command, answer))) {
            var relays = relays(relay(scripted.port(), 10));
            Handover result = relays.hand(relays.names().getFirst(), LABEL, LETTER);
            if (expected.equals("not now")) {
                assertThat(result).isInstanceOf(NotNow.class);
            } else {
                assertThat(result).isEqualTo(new Refused(Integer.parseInt(expected)));
            }
            assertThat(result.toString()).doesNotContain("jane");
        }
    }

    @Test
    void aRelayThatHangsUpBeforeItAnsweredTheMessageMayHaveItOrNot() throws IOException {
        try (var scripted = ScriptedRelay.start(HERE, Map.of(".", ""))) {
            var relays = relays(relay(scripted.port(), 10));
            assertThat(relays.hand(relays.names().getFirst(), LABEL, LETTER)).isInstanceOf(NotNow.class);
        }
    }

    @Test
    void aRelayThatTookTheMessageAndHangsUpAfterwardsTookIt() throws IOException {
        try (var scripted = ScriptedRelay.start(HERE, Map.of("QUIT", ""))) {
            var relays = relays(relay(scripted.port(), 10));
            assertThat(relays.hand(relays.names().getFirst(), LABEL, LETTER)).isEqualTo(new Taken());
            assertThat(scripted.heard()).endsWith(".", "QUIT");
        }
    }

    @Test
    void aRelayThatMustEncryptAndDoesNotGetsNothing() throws IOException {
        try (var scripted = ScriptedRelay.start(HERE, Map.of())) {
            var relays = relays(new Relay(HERE, scripted.port(), 10, Tls.REQUIRED, null, null));
            assertThat(relays.hand(relays.names().getFirst(), LABEL, LETTER)).isInstanceOf(NotNow.class);
            assertThat(scripted.heard()).doesNotContain("MAIL");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "jane",
                "jane@acme.example\r\nBcc: all@evil.example",
                "jane@acme.example, john@acme.example",
                "friends: jane@acme.example;",
                "jane@acme.example\u0000",
                "Jane <jane@acme.example>\n"
            })
    void whatIsNoAddressIsSentNowhere(String address) throws IOException {
        try (var scripted = ScriptedRelay.start(HERE, Map.of())) {
            var relays = relays(relay(scripted.port(), 10));
            var letter = new Letter(address, "Jane", "Hello", "Hello", "Hello");
            assertThat(relays.hand(relays.names().getFirst(), LABEL, letter)).isEqualTo(new Unaddressable());
            assertThat(scripted.heard()).isEmpty();
        }
    }

    @Test
    void headersCannotBeInjectedThroughNameOrSubject() throws Exception {
        var mailbox = mailbox();
        try {
            var relays = relays(relay(mailbox.getSmtp().getPort(), 10));
            String nasty = "Jane\r\nBcc: all@evil.example\r\n\r\nbody";
            relays.hand(
                    relays.names().getFirst(),
                    LABEL,
                    new Letter("jane@acme.example", nasty, nasty, "Hello", "<p>Hello</p>"));
            MimeMessage[] received = mailbox.getReceivedMessages();
            assertThat(received).hasSize(1);
            assertThat(received[0].getHeader("Bcc")).isNull();
            assertThat(received[0].getAllRecipients()).hasSize(1);
        } finally {
            mailbox.stop();
        }
    }

    @Test
    void relaysAreTriedByPriorityThenEachOnceThenTheFirstAgain() throws IOException {
        var relays = relays(relay(2, 20), relay(1, 10), relay(3, 30));
        assertThat(relays.next(LABEL, Tries.NONE)).isEqualTo(HERE + ":1");
        assertThat(relays.next(LABEL, new Tries(1, List.of(HERE + ":1"), List.of())))
                .isEqualTo(HERE + ":2");
        assertThat(relays.next(LABEL, new Tries(2, List.of(HERE + ":1"), List.of(HERE + ":2"))))
                .isEqualTo(HERE + ":3");
        assertThat(relays.next(LABEL, new Tries(3, List.of(), List.of(HERE + ":1"))))
                .isEqualTo(HERE + ":2");
    }

    @Test
    void aDeadRelayRestsSoThatOtherMailDoesNotWaitForIt() throws IOException {
        int nobody;
        try (var closed = ScriptedRelay.start(HERE, Map.of())) {
            nobody = closed.port();
        }
        var relays = relays(relay(nobody, 10), relay(nobody + 1, 20));
        String dead = HERE + ":" + nobody;
        assertThat(relays.next(LABEL, Tries.NONE)).isEqualTo(dead);
        assertThat(relays.hand(dead, LABEL, LETTER)).isInstanceOf(NotNow.class);
        assertThat(relays.hand(dead, LABEL, LETTER)).isInstanceOf(NotNow.class);
        assertThat(relays.next(LABEL, Tries.NONE)).isEqualTo(HERE + ":" + (nobody + 1));
    }

    private static GreenMail mailbox() {
        var mailbox = new GreenMail(new ServerSetup(0, HERE, ServerSetup.PROTOCOL_SMTP));
        mailbox.start();
        return mailbox;
    }

    private static Relay relay(int port, int priority) {
        return new Relay(HERE, port, priority, Tls.OFFERED, null, null);
    }

    private static Relays relays(Relay... relays) {
        return new Relays(new NotificationSettings(
                List.of(relays),
                "notices@orocloud.example",
                "operations@orocloud.example",
                "test",
                Duration.ofSeconds(3),
                Duration.ofSeconds(5),
                Duration.ofMinutes(5),
                Duration.ofHours(24),
                Duration.ofMinutes(5)));
    }
}
