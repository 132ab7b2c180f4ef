package com.orocloud.failover.names;

import com.orocloud.servers.NameServer;
import com.orocloud.testkit.TestServers;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/** One BIND for all hosts of zones: changed by us in one zone, by the providers whose name server it plays in others. */
public final class TestingZones {

    static final String OURS = "orocloud.test";
    static final String FOREIGN = "globex.test";
    static final String AT_CLOUD_DNS = "cloud-dns.test";
    public static final String AT_CLOUDFLARE = "cloudflare.test";
    public static final String AT_EDGE = "edge.test";

    static final String KEY = "failover-service";
    static final String SECRET = "bm90LXRoZS1zZWNyZXQtb2YtcHJvZHVjdGlvbi0xMjM=";
    private static final String OTHERS = "others";
    private static final String SECRET_OF_OTHERS = "c29tZWJvZHktZWxzZS1vZi10aGlzLXRlc3Qtb25seS0=";

    private static @Nullable TestingZones shared;

    private final NameServer server;

    private TestingZones(TestServers servers) {
        server = servers.startNameServer(
                List.of(
                        new NameServer.Zone(OURS, List.of(), List.of(KEY + " zonesub ANY", OTHERS + " zonesub ANY")),
                        NameServer.Zone.ownedBy(OTHERS, FOREIGN, "shop A 192.0.2.7"),
                        NameServer.Zone.ownedBy(OTHERS, AT_CLOUD_DNS),
                        NameServer.Zone.ownedBy(OTHERS, AT_CLOUDFLARE),
                        NameServer.Zone.ownedBy(OTHERS, AT_EDGE)),
                List.of(new NameServer.Key(KEY, SECRET), new NameServer.Key(OTHERS, SECRET_OF_OTHERS)));
    }

    /** Ends with the JVM. */
    public static synchronized TestingZones shared(TestServers servers) {
        TestingZones zones = shared == null ? new TestingZones(servers) : shared;
        shared = zones;
        return zones;
    }

    public String address() {
        return server.settings().host() + ":" + server.settings().port();
    }

    /** Lets a name say this and nothing else, without asking what it says. */
    void publish(String zone, String name, String type, int ttlSeconds, Collection<String> values) {
        try {
            Name at = Name.fromString(name, Name.root);
            Update update = new Update(Name.fromString(zone, Name.root));
            update.delete(at, Type.value(type));
            for (String value : values) {
                update.add(at, Type.value(type), ttlSeconds, value);
            }
            SimpleResolver resolver = NameServers.at(address());
            resolver.setTCP(true);
            resolver.setTSIGKey(new TSIG(TSIG.HMAC_SHA256, OTHERS + ".", SECRET_OF_OTHERS));
            int code = resolver.send(update).getRcode();
            if (code != Rcode.NOERROR) {
                throw new IllegalStateException("BIND answered " + Rcode.string(code) + " for " + name);
            }
        } catch (IOException e) {
            throw new IllegalStateException("publishing " + name, e);
        }
    }
}
