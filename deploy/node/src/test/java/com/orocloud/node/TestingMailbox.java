package com.orocloud.node;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.server.SMTPServer;

/** The next hop of the mail relays; it can go away and come back. */
final class TestingMailbox {
    private static final Pattern ORDER = Pattern.compile("Message-ID: <([0-9a-f-]{36})@");

    private final Set<String> orders = ConcurrentHashMap.newKeySet();
    private final InetSocketAddress address;
    private SMTPServer server;

    TestingMailbox(InetSocketAddress address) {
        this.address = address;
        this.server = serve();
    }

    private SMTPServer serve() {
        SMTPServer started = SMTPServer.port(address.getPort())
                .bindAddress(address.getAddress())
                .hostName("next.hop.test")
                .messageHandlerFactory(context -> new Arrival())
                .build();
        started.start();
        return started;
    }

    /** The orders that somebody was mailed about. */
    Set<String> orders() {
        return Set.copyOf(orders);
    }

    void goAway() {
        server.stop();
    }

    void comeBack() {
        server = serve();
    }

    private final class Arrival implements MessageHandler {
        @Override
        public void from(String from) {}

        @Override
        public void recipient(String recipient) {}

        @Override
        public @Nullable String data(InputStream data) throws IOException {
            Matcher order = ORDER.matcher(new String(data.readAllBytes(), StandardCharsets.UTF_8));
            if (order.find()) {
                orders.add(order.group(1));
            }
            return null;
        }

        @Override
        public void done() {}
    }
}
