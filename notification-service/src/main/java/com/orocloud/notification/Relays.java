package com.orocloud.notification;

import com.orocloud.messaging.CrashPoint;
import com.orocloud.notification.Handover.NotNow;
import com.orocloud.notification.Handover.Refused;
import com.orocloud.notification.Handover.Taken;
import com.orocloud.notification.Handover.Tries;
import com.orocloud.notification.Handover.Unaddressable;
import com.orocloud.notification.NotificationSettings.Relay;
import com.orocloud.notification.NotificationSettings.Tls;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The mail servers that take our mail: the best healthy one first. One that fails rests for a while, so that a dead
 * relay costs its timeout once and not with every mail.
 */
@Component
class Relays {

    private static final int PERMANENT = 500;

    private final Map<String, Relay> relays = new LinkedHashMap<>();
    private final Map<String, CircuitBreaker> health = new LinkedHashMap<>();
    private final NotificationSettings settings;

    Relays(NotificationSettings settings) {
        this.settings = settings;
        var resting = CircuitBreakerConfig.custom()
                .slidingWindowSize(4)
                .minimumNumberOfCalls(2)
                .failureRateThreshold(50)
                .waitDurationInOpenState(Duration.ofSeconds(20))
                .permittedNumberOfCallsInHalfOpenState(1)
                .build();
        for (Relay relay : settings.relays()) {
            relays.put(relay.name(), relay);
            health.put(relay.name(), CircuitBreaker.of(relay.name(), resting));
        }
    }

    int count() {
        return relays.size();
    }

    /** The relay to try next: by priority, those that failed in this round or lately last. */
    String next(Notice.Label label, Tries tries) {
        return relays.values().stream()
                .sorted(Comparator.comparing((Relay each) -> tries.refusedBy().contains(each.name()))
                        .thenComparing(each -> tries.tried().contains(each.name()))
                        .thenComparing(each -> rests(each.name()))
                        .thenComparingInt(Relay::priority)
                        .thenComparingInt(each -> share(label, each)))
                .map(Relay::name)
                .findFirst()
                .orElseThrow();
    }

    private boolean rests(String relay) {
        CircuitBreaker breaker = health.get(relay);
        return breaker != null && breaker.getState() == CircuitBreaker.State.OPEN;
    }

    long resting() {
        return relays.keySet().stream().filter(this::rests).count();
    }

    /** Spreads mail over relays of one priority, the same way each time for one notice. */
    private static int share(Notice.Label label, Relay relay) {
        return (label.id() + relay.name()).hashCode();
    }

    /** Hands a letter over. Safe to repeat: the same notice has the same Message-ID. */
    Handover hand(String name, Notice.Label label, Letter letter) {
        Relay relay = relays.get(name);
        CircuitBreaker breaker = health.get(name);
        if (relay == null || breaker == null) {
            return new NotNow("it is not configured any more");
        }
        long start = breaker.getCurrentTimestamp();
        Handover result = hand(relay, label, letter);
        long took = breaker.getCurrentTimestamp() - start;
        if (result instanceof NotNow(String why)) {
            breaker.onError(took, breaker.getTimestampUnit(), new IOException(why));
        } else {
            breaker.onSuccess(took, breaker.getTimestampUnit());
        }
        return result;
    }

    private Handover hand(Relay relay, Notice.Label label, Letter letter) {
        Session session = Session.getInstance(properties(relay));
        MimeMessage message;
        try {
            message = Envelope.seal(session, settings.from(), label, letter);
        } catch (AddressException e) {
            return new Unaddressable();
        } catch (MessagingException e) {
            throw new IllegalStateException("sealing notice " + label.id(), e);
        }
        try {
            return send(relay, session, message);
        } catch (SendFailedException e) {
            return verdict(e);
        } catch (MessagingException e) {
            return new NotNow(reason(e));
        } catch (IOException e) {
            return new NotNow("its password file cannot be read");
        }
    }

    /** Once the relay has accepted the message, a failure to say goodbye changes nothing. */
    private static Handover send(Relay relay, Session session, MimeMessage message)
            throws MessagingException, IOException {
        Transport transport = session.getTransport("smtp");
        try {
            transport.connect(relay.host(), relay.port(), relay.user(), password(relay));
            transport.sendMessage(message, message.getAllRecipients());
            CrashPoint.hit("notification.relay.after-taken");
            return new Taken();
        } finally {
            closeQuietly(transport);
        }
    }

    private static void closeQuietly(Transport transport) {
        try {
            transport.close();
        } catch (MessagingException _) {
            // the answer to the message counts, not the answer to QUIT
        }
    }

    private static @Nullable String password(Relay relay) throws IOException {
        return relay.passwordFile() == null
                ? null
                : Files.readString(relay.passwordFile()).strip();
    }

    private Properties properties(Relay relay) {
        String millis = String.valueOf(settings.timeout().toMillis());
        var properties = new Properties();
        properties.putAll(Map.of(
                "mail.smtp.connectiontimeout",
                millis,
                "mail.smtp.timeout",
                millis,
                "mail.smtp.writetimeout",
                millis,
                "mail.smtp.auth",
                String.valueOf(relay.user() != null),
                "mail.smtp.starttls.enable",
                "true",
                "mail.smtp.starttls.required",
                String.valueOf(relay.tls() == Tls.REQUIRED),
                "mail.smtp.ssl.checkserveridentity",
                "true",
                "mail.smtp.from",
                settings.from(),
                "mail.mime.charset",
                "UTF-8"));
        return properties;
    }

    /** Reads the reply code of whatever the relay refused: sender, recipient or message. */
    private static Handover verdict(SendFailedException failure) {
        int code = -1;
        for (Exception each = failure; each != null; each = next(each)) {
            code = switch (each) {
                case SMTPAddressFailedException address -> address.getReturnCode();
                case SMTPSenderFailedException sender -> sender.getReturnCode();
                case SMTPSendFailedException message -> message.getReturnCode();
                default -> code;
            };
        }
        return code >= PERMANENT ? new Refused(code) : new NotNow("it answered " + code);
    }

    private static @Nullable Exception next(Exception failure) {
        return failure instanceof MessagingException messaging ? messaging.getNextException() : null;
    }

    /** The kind of failure only: texts of mail servers repeat addresses. */
    private static String reason(MessagingException failure) {
        Exception cause = failure.getNextException();
        return cause == null
                ? failure.getClass().getSimpleName()
                : cause.getClass().getSimpleName();
    }

    List<String> names() {
        return List.copyOf(relays.keySet());
    }
}
