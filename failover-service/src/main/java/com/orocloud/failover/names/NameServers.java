package com.orocloud.failover.names;

import com.orocloud.failover.settings.FailoverSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Update;

/** Messages to and from name servers. */
final class NameServers {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** BIND's way of keeping a key in a file; a file with nothing but the secret is understood too. */
    private static final Pattern BIND_KEY = Pattern.compile("secret\\s+\"([^\"]+)\"");

    private final FailoverSettings.Dns settings;

    NameServers(FailoverSettings.Dns settings) {
        this.settings = settings;
    }

    List<String> authoritative() {
        return settings.authoritativeServers();
    }

    String resolver() {
        return settings.resolver();
    }

    List<String> resolvers() {
        return settings.resolvers();
    }

    Message update(Update update) throws IOException {
        SimpleResolver resolver = at(settings.server());
        resolver.setTCP(true);
        resolver.setTSIGKey(key());
        return resolver.send(update);
    }

    Message askPrimary(Name name, int type) throws IOException {
        return ask(settings.server(), name, type, false);
    }

    /** Returns an answer that says what stands there, or that nothing does; anything else is thrown. */
    Message ask(String server, Name name, int type, boolean recursive) throws IOException {
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

    private static SimpleResolver at(String server) {
        int colon = server.lastIndexOf(':');
        SimpleResolver resolver = new SimpleResolver(
                new InetSocketAddress(server.substring(0, colon), Integer.parseInt(server.substring(colon + 1))));
        resolver.setTimeout(TIMEOUT);
        return resolver;
    }

    private TSIG key() throws IOException {
        String text = Files.readString(settings.keyFile());
        Matcher bind = BIND_KEY.matcher(text);
        String secret = bind.find() ? bind.group(1) : text.strip();
        return new TSIG(
                TSIG.HMAC_SHA256,
                Name.fromString(settings.keyName(), Name.root),
                Base64.getDecoder().decode(secret));
    }
}
