package com.orocloud.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

class NameServerTest {

    private static final String SECRET =
            Base64.getEncoder().encodeToString("a secret for tests only".getBytes(StandardCharsets.US_ASCII));

    private final Path directory = TestFolders.fresh("named");
    private NameServer server = server("127.0.0.1");

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void remove() {
        Installation.remove(directory);
    }

    @Test
    void answersWhatStandsInItsZone() throws IOException {
        assertThat(lookUp("shop.orocloud.test.")).containsExactly("127.0.0.9");
    }

    @Test
    void theHolderOfTheKeyChangesNamesAndTheChangeOutlivesSigkill() throws IOException {
        assertThat(update("owner", "new.orocloud.test.", "127.0.0.10")).isEqualTo(Rcode.NOERROR);

        server.start().kill();
        server.start();

        assertThat(lookUp("new.orocloud.test.")).containsExactly("127.0.0.10");
    }

    @Test
    void anotherKeyChangesNothing() throws IOException {
        assertThat(update("stranger", "new.orocloud.test.", "127.0.0.10")).isEqualTo(Rcode.REFUSED);
        assertThat(lookUp("new.orocloud.test.")).isEmpty();
    }

    @Test
    void anAddressOnWhichBindWouldSilentlyNotListenIsRefused() {
        assertThatThrownBy(() -> server("127.201.0.5").start())
                .isInstanceOf(ServerFailed.class)
                .hasMessageContaining("127.201.0.5");
    }

    private NameServer server(String host) {
        Path folder = host.equals("127.0.0.1") ? directory : directory.resolve(host);
        return new NameServer(new NameServer.Settings(
                folder,
                host,
                freePort(),
                List.of(NameServer.Zone.ownedBy("owner", "orocloud.test", "shop A 127.0.0.9")),
                List.of(new NameServer.Key("owner", SECRET), new NameServer.Key("stranger", SECRET)),
                null));
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private int update(String key, String name, String address) throws IOException {
        var change = new Update(Name.fromString("orocloud.test."));
        change.add(new ARecord(Name.fromString(name), DClass.IN, 30, InetAddress.getByName(address)));
        SimpleResolver resolver = resolver();
        resolver.setTSIGKey(new TSIG(TSIG.HMAC_SHA256, key + ".", SECRET));
        return resolver.send(change).getRcode();
    }

    private List<String> lookUp(String name) throws IOException {
        Record question = Record.newRecord(Name.fromString(name), Type.A, DClass.IN);
        return resolver().send(Message.newQuery(question)).getSection(Section.ANSWER).stream()
                .map(Record::rdataToString)
                .toList();
    }

    private SimpleResolver resolver() {
        var resolver = new SimpleResolver(new InetSocketAddress(
                server.settings().host(), server.settings().port()));
        resolver.setTimeout(Duration.ofSeconds(5));
        return resolver;
    }
}
