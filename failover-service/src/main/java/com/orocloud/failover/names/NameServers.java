package com.orocloud.failover.names;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;

/** Questions to name servers, anybody's. */
public final class NameServers {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private NameServers() {}

    /** Returns an answer that says what stands there, or that nothing does; anything else is thrown. */
    public static Message ask(String server, Name name, int type, boolean recursive) throws IOException {
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        if (!recursive) {
            query.getHeader().unsetFlag(Flags.RD);
        }
        Message answer = at(server).send(query);
        int code = answer.getRcode();
        if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
            throw new IOException(server + " answered " + Rcode.string(code) + " for " + name);
        }
        return answer;
    }

    /** With the last dot. */
    public static Name absolute(String name) throws TextParseException {
        return Name.fromString(name, Name.root);
    }

    /** @param server {@code host:port} */
    public static SimpleResolver at(String server) {
        int colon = server.lastIndexOf(':');
        SimpleResolver resolver = new SimpleResolver(
                new InetSocketAddress(server.substring(0, colon), Integer.parseInt(server.substring(colon + 1))));
        resolver.setTimeout(TIMEOUT);
        return resolver;
    }
}
