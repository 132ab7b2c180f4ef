package com.orocloud.shop;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hands mail to the relays in the order of their priority. One that did not take a mail is asked last for a while; a
 * mail that no relay takes is its sender's to try again.
 */
final class MailRelays {
    private static final int PORT = 2525;
    private static final Duration ASKED_LAST_FOR = Duration.ofSeconds(20);
    private static final String TIMEOUT_MILLIS = "3000";

    private final List<String> relays;
    private final Map<String, Long> failedNanos = new ConcurrentHashMap<>();

    MailRelays(List<String> relays) {
        this.relays = List.copyOf(relays);
    }

    /** A mail; the same id is the same mail to whoever receives it twice. */
    record Mail(String id, String from, String to, String subject, String text) {}

    /**
     * Returns when a relay has it on its disk.
     *
     * @throws MessagingException if no relay takes it
     */
    void send(Mail mail) throws MessagingException {
        MessagingException none = new MessagingException("there is no relay");
        for (String relay : inOrder()) {
            try {
                Session session = session(relay);
                Transport.send(message(session, mail));
                failedNanos.remove(relay);
                return;
            } catch (MessagingException e) {
                failedNanos.put(relay, System.nanoTime());
                none = e;
            }
        }
        throw none;
    }

    private List<String> inOrder() {
        return relays.stream().sorted(Comparator.comparing(this::failedLately)).toList();
    }

    private boolean failedLately(String relay) {
        Long at = failedNanos.get(relay);
        return at != null && System.nanoTime() - at < ASKED_LAST_FOR.toNanos();
    }

    private static Session session(String relay) {
        var properties = new Properties();
        properties.put("mail.smtp.host", relay);
        properties.put("mail.smtp.port", Integer.toString(PORT));
        properties.put("mail.smtp.connectiontimeout", TIMEOUT_MILLIS);
        properties.put("mail.smtp.timeout", TIMEOUT_MILLIS);
        properties.put("mail.smtp.writetimeout", TIMEOUT_MILLIS);
        return Session.getInstance(properties);
    }

    private static MimeMessage message(Session session, Mail mail) throws MessagingException {
        var message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", "<" + mail.id() + ">");
            }
        };
        message.setFrom(new InternetAddress(mail.from()));
        message.setRecipient(MimeMessage.RecipientType.TO, new InternetAddress(mail.to()));
        message.setSubject(mail.subject(), StandardCharsets.UTF_8.name());
        message.setText(mail.text(), StandardCharsets.UTF_8.name());
        message.setHeader("Auto-Submitted", "auto-generated");
        return message;
    }

    /** Whether a relay takes mail: it greets, and says which. */
    String check() throws MessagingException {
        MessagingException none = new MessagingException("there is no relay");
        for (String relay : inOrder()) {
            try (Transport transport = session(relay).getTransport("smtp")) {
                transport.connect();
                return relay + " accepts";
            } catch (MessagingException e) {
                failedNanos.put(relay, System.nanoTime());
                none = e;
            }
        }
        throw none;
    }
}
