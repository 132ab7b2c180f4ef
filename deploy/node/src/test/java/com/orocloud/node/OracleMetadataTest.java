package com.orocloud.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a machine of Oracle Cloud learns and says about itself, as that provider's metadata service speaks. */
class OracleMetadataTest {

    private HttpServer server;
    private OracleMetadata metadata;
    private volatile String attributes = "{\"orocloud-node\":\"{}\"}";
    private volatile String card = "{\"privateIp\":\"10.0.0.7\"}";
    private volatile String reported = "";

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        metadata = new OracleMetadata(host());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String host() {
        return server.getAddress().getHostString() + ":" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/reports/me")) {
            reported = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(exchange.getRequestHeaders().getFirst("Authorization")).isNull();
            send(exchange, 200, "");
        } else if (!"Bearer Oracle".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            send(exchange, 403, "");
        } else {
            switch (path) {
                case "/opc/v2/instance/metadata/" -> send(exchange, 200, attributes);
                case "/opc/v2/vnics/" -> send(exchange, 200, "[" + card + "]");
                case "/opc/v2/identity/token" -> send(exchange, 200, "{\"access_token\":\"me\"}");
                default -> send(exchange, 404, "");
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void aChangeIsHeardWithinAMomentThoughNobodyCanWaitForIt() throws Exception {
        Metadata.Attributes first = metadata.attributes(null);
        assertThat(first.value("orocloud-node")).contains("{}");
        var next = CompletableFuture.supplyAsync(() -> {
            try {
                return metadata.attributes(first.tag());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        attributes = "{\"orocloud-node\":\"{\\\"generation\\\":2}\"}";
        assertThat(next.get(10, TimeUnit.SECONDS).value("orocloud-node")).contains("{\"generation\":2}");
    }

    @Test
    void aReportWaitsUntilItIsKnownWhereItGoes() throws Exception {
        metadata.attributes(null);
        assertThat(metadata.report("{}")).isFalse();
        attributes = "{\"orocloud-status\":\"http://" + host() + "/reports/me\"}";
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
            metadata.attributes(null);
            return metadata.report("{\"ready\":true}");
        });
        assertThat(reported).isEqualTo("{\"ready\":true}");
    }

    @Test
    void itsAddressesAreThoseOfItsCard() throws Exception {
        assertThat(metadata.ip()).isEqualTo("10.0.0.7");
        assertThat(metadata.forwardedIp()).isEmpty();
        card = "{\"privateIp\":\"10.0.0.7\",\"publicIp\":null}";
        assertThat(metadata.forwardedIp()).isEmpty();
        card = "{\"privateIp\":\"10.0.0.7\",\"publicIp\":\"192.0.2.7\"}";
        assertThat(metadata.forwardedIp()).contains("192.0.2.7");
        assertThat(metadata.identityToken()).isEqualTo("me");
    }

    @Test
    void aServiceThatIsAwayIsTroubleAndNotAnEmptyAnswer() {
        server.stop(0);
        assertThatThrownBy(() -> metadata.attributes(null)).isInstanceOf(IOException.class);
    }
}
