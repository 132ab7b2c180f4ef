package com.orocloud.local.cloud.mail;

import com.orocloud.local.cloud.web.Faults;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/** A relay that accepts every mail and keeps it, unless a fault is ordered for the recipient. */
public final class MailServer implements AutoCloseable {

    private static final int LARGEST_MAIL_BYTES = 20 << 20;
    private static final int BUSY = 451;

    private final SMTPServer server;

    public MailServer(InetSocketAddress address, Mailbox mailbox, Faults faults) {
        this.server = SMTPServer.port(address.getPort())
                .bindAddress(address.getAddress())
                .hostName("mail.orocloud.test")
                .softwareName("local cloud")
                .maxMessageSize(LARGEST_MAIL_BYTES)
                .executorService(Executors.newVirtualThreadPerTaskExecutor())
                .messageHandlerFactory(context -> new Delivery(mailbox, faults))
                .build();
        server.start();
    }

    /** One mail on its way in. */
    private static final class Delivery implements MessageHandler {

        private final Mailbox mailbox;
        private final Faults faults;
        private final List<String> recipients = new ArrayList<>();
        private String sender = "";

        Delivery(Mailbox mailbox, Faults faults) {
            this.mailbox = mailbox;
            this.faults = faults;
        }

        @Override
        public void from(String from) {
            sender = from;
        }

        @Override
        public void recipient(String recipient) throws RejectException {
            Optional<Faults.Fault> fault = faults.strike("RCPT " + recipient);
            if (fault.isPresent()) {
                String status = fault.get().status();
                throw new RejectException(
                        status.matches("[45]\\d\\d") ? Integer.parseInt(status) : BUSY, "ordered by a fault");
            }
            recipients.add(recipient);
        }

        @Override
        public @Nullable String data(InputStream data) throws IOException {
            mailbox.keep(sender, recipients, data.readAllBytes());
            return null;
        }

        @Override
        public void done() {}
    }

    @Override
    public void close() {
        server.stop();
    }
}
