package com.orocloud.failover.names.rfc2136;

import com.orocloud.failover.names.Declined;
import com.orocloud.failover.names.Found;
import com.orocloud.failover.names.Move;
import com.orocloud.failover.names.NameServers;
import com.orocloud.failover.names.RecordSet;
import com.orocloud.failover.names.Zone;
import com.orocloud.failover.settings.FailoverSettings.Dns;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * A zone on a name server, by dynamic update (RFC 2136) signed with TSIG. A change is one atomic update whose
 * prerequisites are the old values and the epochs beside them, in {@code _epoch.<name>} TXT.
 */
final class Rfc2136Zone implements Zone {

    private static final Set<Integer> CHANGED_MEANWHILE =
            Set.of(Rcode.NXRRSET, Rcode.YXRRSET, Rcode.NXDOMAIN, Rcode.YXDOMAIN);

    /** BIND's way of keeping a key in a file; a file with nothing but the secret is understood too. */
    private static final Pattern BIND_KEY = Pattern.compile("secret\\s+\"([^\"]+)\"");

    private final Dns.Zone zone;
    private final Dns.NameServer server;

    Rfc2136Zone(Dns.Zone zone, Dns.NameServer server) {
        this.zone = zone;
        this.server = server;
    }

    @Override
    public String apex() {
        return zone.name();
    }

    @Override
    public List<String> authoritativeServers() {
        return zone.authoritativeServers();
    }

    @Override
    public Found find(String name, String type) throws IOException {
        return Found.markedByText(read(Name.fromString(name), type), read(markOf(name), "TXT"));
    }

    private RecordSet read(Name name, String type) throws IOException {
        Message answer = NameServers.ask(server.address(), name, Type.value(type), false);
        Map<String, String> records = new HashMap<>();
        long ttl = 0;
        for (Record record : answer.getSection(Section.ANSWER)) {
            if (record.getType() == Type.value(type) && record.getDClass() == DClass.IN) {
                records.put(record.rdataToString(), record.rdataToString());
                ttl = record.getTTL();
            }
        }
        return new RecordSet(name.toString(), type, ttl, records);
    }

    private static Name markOf(String name) throws TextParseException {
        return Name.fromString("_epoch", Name.fromString(name));
    }

    @Override
    public boolean write(List<Move> moves) throws IOException {
        Update update = new Update(Name.fromString(zone.name()));
        for (Move move : moves) {
            add(update, move);
        }
        SimpleResolver resolver = NameServers.at(server.address());
        resolver.setTCP(true);
        resolver.setTSIGKey(key());
        int code = resolver.send(update).getRcode();
        if (code == Rcode.NOERROR) {
            return true;
        }
        if (CHANGED_MEANWHILE.contains(code)) {
            return false;
        }
        String answer = "the name server answered " + Rcode.string(code);
        throw code == Rcode.SERVFAIL ? new IOException(answer) : new Declined(answer);
    }

    private static void add(Update update, Move move) throws IOException {
        Name name = Name.fromString(move.name());
        int type = Type.value(move.type());
        if (move.found().values().isEmpty()) {
            update.absent(name, type);
        }
        for (String value : move.found().values().values()) {
            update.present(name, type, value);
        }
        Name mark = markOf(move.name());
        if (move.found().mark() == null) {
            update.absent(mark, Type.TXT);
        } else {
            update.present(mark, Type.TXT, move.found().mark());
        }
        update.delete(name, type);
        for (String value : move.newValues()) {
            update.add(name, type, move.ttlSeconds(), value);
        }
        update.replace(mark, Type.TXT, Move.MARK_TTL_SECONDS, move.mark());
    }

    private TSIG key() throws IOException {
        String text = Files.readString(server.keyFile());
        Matcher bind = BIND_KEY.matcher(text);
        String secret = bind.find() ? bind.group(1) : text.strip();
        return new TSIG(
                TSIG.HMAC_SHA256,
                Name.fromString(server.keyName(), Name.root),
                Base64.getDecoder().decode(secret));
    }
}
