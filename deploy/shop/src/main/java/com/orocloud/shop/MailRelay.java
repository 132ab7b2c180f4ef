package com.orocloud.shop;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.server.SMTPServer;

/**
 * A mail relay: takes mail, has it on its disk before it says so, and hands it to the next hop until that has taken it.
 * Killed at any moment, it goes on with what is on the disk; the next hop may see a mail twice, never not at all.
 */
public final class MailRelay implements AutoCloseable {
    private static final PrintStream LOG = System.out;
    private static final int LARGEST_MAIL_BYTES = 20 << 20;
    private static final Duration TRIED_FOR = Duration.ofDays(4);
    private static final Duration RETRY = Duration.ofSeconds(3);
    private static final String TIMEOUT_MILLIS = "5000";

    private final MailSpool spool;
    private final Properties nextHop = new Properties();
    private final SMTPServer server;
    private final Semaphore arrived = new Semaphore(0);
    private volatile boolean closed;

    /** @param nextHop host:port that mail goes to */
    MailRelay(String address, Path directory, String nextHop) throws IOException {
        this.spool = new MailSpool(directory);
        int colon = nextHop.lastIndexOf(':');
        this.nextHop.put("mail.smtp.host", nextHop.substring(0, colon));
        this.nextHop.put("mail.smtp.port", nextHop.substring(colon + 1));
        this.nextHop.put("mail.smtp.connectiontimeout", TIMEOUT_MILLIS);
        this.nextHop.put("mail.smtp.timeout", TIMEOUT_MILLIS);
        int own = address.lastIndexOf(':');
        this.server = SMTPServer.port(Integer.parseInt(address.substring(own + 1)))
                .bindAddress(InetAddress.getByName(address.substring(0, own)))
                .hostName(address.substring(0, own))
                .softwareName("relay")
                .maxMessageSize(LARGEST_MAIL_BYTES)
                .executorService(Executors.newVirtualThreadPerTaskExecutor())
                .messageHandlerFactory(context -> new Arrival())
                .build();
        server.start();
        Thread.ofVirtual().name("forward").start(this::forward);
    }

    public static void main(String[] args) throws IOException {
        Map<String, String> environment = System.getenv();
        String address = ShopSettings.required(environment, "RELAY_ADDRESS");
        MailRelay relay = new MailRelay(
                address,
                Path.of(ShopSettings.required(environment, "RELAY_SPOOL")),
                ShopSettings.required(environment, "RELAY_NEXT_HOP"));
        Runtime.getRuntime().addShutdownHook(new Thread(relay::close, "stop"));
        LOG.println("mail relay listens on " + address);
    }

    /** One mail on its way in. */
    private final class Arrival implements MessageHandler {
        private final List<String> recipients = new ArrayList<>();
        private String sender = "";

        @Override
        public void from(String from) {
            sender = from;
        }

        @Override
        public void recipient(String recipient) {
            recipients.add(recipient);
        }

        @Override
        public @Nullable String data(InputStream data) throws IOException {
            spool.keep(new MailSpool.Envelope(sender, recipients), data.readAllBytes());
            arrived.release();
            return null;
        }

        @Override
        public void done() {}
    }

    private void forward() {
        while (!closed) {
            try {
                for (Path mail : spool.list()) {
                    forward(mail);
                }
                if (arrived.tryAcquire(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
                    arrived.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            } catch (IOException | RuntimeException notNow) {
                LOG.println("the spool cannot be worked on: " + notNow);
                pause();
            }
        }
    }

    /** One that is not taken keeps no other from being sent, and is set aside for a person after days of trying. */
    private void forward(Path mail) throws IOException {
        try {
            send(spool.read(mail));
            spool.remove(mail);
        } catch (MessagingException e) {
            LOG.println("the next hop does not take a mail: " + e.getMessage());
            if (spool.age(mail).compareTo(TRIED_FOR) > 0) {
                spool.setAside(mail);
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(MailSpool.Kept kept) throws MessagingException {
        var properties = new Properties();
        properties.putAll(nextHop);
        properties.put("mail.smtp.from", kept.envelope().sender());
        var message = new MimeMessage(Session.getInstance(properties), kept.content());
        var recipients = new ArrayList<InternetAddress>();
        for (String recipient : kept.envelope().recipients()) {
            recipients.add(new InternetAddress(recipient));
        }
        // not Transport.send, which would give the mail another Message-ID
        try (Transport transport = message.getSession().getTransport("smtp")) {
            transport.connect();
            transport.sendMessage(message, recipients.toArray(InternetAddress[]::new));
        }
    }

    @Override
    public void close() {
        closed = true;
        server.stop();
    }
}
