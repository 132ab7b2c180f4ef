package com.orocloud.failover.redundancy;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.Component;
import com.orocloud.failover.redundancy.Members.Member;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against servers that say what the real ones say; those run in the tests of the nodes and of the whole system. */
class NodeProbesTest {

    private final NodeProbes probes = new NodeProbes();

    @AfterEach
    void close() {
        probes.destroy();
    }

    @Test
    void aRelayThatGreetsWorksAndOneThatRefusesDoesNot() throws Exception {
        assertThat(works(Component.SMTP, "220 relay ready\r\n")).isTrue();
        assertThat(works(Component.SMTP, "421 too busy\r\n")).isFalse();
    }

    @Test
    void aQueueNodeThatAnswersTheProtocolWorks() throws Exception {
        assertThat(works(Component.QUEUE, "\u0001\u0000\u0000")).isTrue();
        assertThat(works(Component.QUEUE, "AMQP\u0000")).isFalse();
    }

    @Test
    void aServerWhoseMachineTakesConnectionsButDoesNotSpeakIsMissing() throws Exception {
        try (ServerSocket frozen = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            assertThat(look(Component.QUEUE, frozen.getLocalPort())).isFalse();
            assertThat(look(Component.WEB, frozen.getLocalPort())).isFalse();
        }
    }

    @Test
    void aWebNodeThatSaysThatSomethingIsWrongIsThere() throws Exception {
        String page = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        assertThat(works(Component.WEB, page)).isTrue();
        assertThat(works(Component.CONSUMER, page)).isFalse();
    }

    private boolean works(Component component, String says) throws IOException, InterruptedException {
        try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> speak(server, says));
            return look(component, server.getLocalPort());
        }
    }

    private static void speak(ServerSocket server, String says) {
        try (Socket caller = server.accept()) {
            caller.getOutputStream().write(says.getBytes(StandardCharsets.ISO_8859_1));
            caller.shutdownOutput();
            byte[] ignored = caller.getInputStream().readAllBytes();
            assertThat(ignored).isNotNull();
        } catch (IOException e) {
            // the test is over
        }
    }

    private boolean look(Component component, int port) throws InterruptedException {
        var member = new Member(component, "node-1", "zone", "127.0.0.1", port);
        return probes.look(List.of(member)).values().iterator().next().works();
    }
}
