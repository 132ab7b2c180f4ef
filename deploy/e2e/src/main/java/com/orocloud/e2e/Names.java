package com.orocloud.e2e;

import com.orocloud.local.Credentials;
import com.orocloud.local.Place;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
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

/** The name server as visitors see it, and as the owner of a customer's domain changes it. */
final class Names {

    private final InetSocketAddress server;
    private final Credentials credentials;

    Names(Place place, Credentials credentials) {
        this.server = new InetSocketAddress(place.nameServer(), place.nameServerPort());
        this.credentials = credentials;
    }

    /** Addresses that a name answers with; none if it does not exist. */
    List<String> lookUp(String hostname) throws IOException {
        Message answer =
                resolver().send(Message.newQuery(Record.newRecord(Name.fromString(hostname + "."), Type.A, DClass.IN)));
        return answer.getSection(Section.ANSWER).stream()
                .filter(ARecord.class::isInstance)
                .map(record -> ((ARecord) record).getAddress().getHostAddress())
                .toList();
    }

    /** What the domain's owner does by hand, with a key that the platform does not have. */
    void changeAsOwner(String hostname, String address) throws IOException {
        var update = new Update(Name.fromString("globex.test."));
        update.replace(Name.fromString(hostname + "."), Type.A, 60, address);
        SimpleResolver resolver = resolver();
        resolver.setTCP(true);
        resolver.setTSIGKey(new TSIG(
                TSIG.HMAC_SHA256,
                Name.fromString("globex."),
                Base64.getDecoder().decode(credentials.tsigKey("globex"))));
        int answer = resolver.send(update).getRcode();
        if (answer != Rcode.NOERROR) {
            throw new DemoFailed("the name server refused the owner's change: " + Rcode.string(answer));
        }
    }

    private SimpleResolver resolver() {
        var resolver = new SimpleResolver(server);
        resolver.setTimeout(Duration.ofSeconds(2));
        return resolver;
    }
}
