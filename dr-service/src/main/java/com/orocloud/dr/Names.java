package com.orocloud.dr;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Looks names up at the authoritative server itself, so that no cache answers. */
@Component
class Names {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final DrSettings settings;

    Names(DrSettings settings) {
        this.settings = settings;
    }

    /** The IPv4 addresses that a name has now, sorted; empty if it has none. */
    List<String> addressesOf(String name) throws IOException {
        var question = Record.newRecord(Name.fromString(name + "."), Type.A, DClass.IN);
        var resolver = new SimpleResolver(settings.dnsServerAddress());
        resolver.setTimeout(TIMEOUT);
        var answer = resolver.send(Message.newQuery(question));
        if (answer.getRcode() != Rcode.NOERROR && answer.getRcode() != Rcode.NXDOMAIN) {
            throw new IOException(
                    "asking " + settings.dnsServer() + " for " + name + ": " + Rcode.string(answer.getRcode()));
        }
        return answer.getSection(Section.ANSWER).stream()
                .filter(ARecord.class::isInstance)
                .map(record -> ((ARecord) record).getAddress().getHostAddress())
                .sorted()
                .toList();
    }
}
