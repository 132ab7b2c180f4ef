package com.orocloud.failover.names;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * The records of one type at one name, exactly as they were found; none if nothing stands there.
 *
 * @param name with the last dot
 * @param records what each says, in the form in which name servers answer it, with how its host knows it
 */
public record RecordSet(String name, String type, long ttlSeconds, Map<String, String> records) {

    public RecordSet {
        records = Map.copyOf(records);
    }

    public Set<String> values() {
        return records.keySet();
    }

    public boolean isEmpty() {
        return records.isEmpty();
    }

    /**
     * Values in the form in which name servers answer them, so that they can be compared.
     *
     * @throws TextParseException if one of them cannot stand in a record of this type
     */
    public static Set<String> canonical(String type, Collection<String> values) throws TextParseException {
        Set<String> canonical = new HashSet<>();
        for (String value : values) {
            canonical.add(canonical(type, value));
        }
        return canonical;
    }

    public static String canonical(String type, String value) throws TextParseException {
        try {
            return Record.fromString(Name.root, Type.value(type), DClass.IN, 0, value, Name.root)
                    .rdataToString();
        } catch (IOException | IllegalArgumentException e) {
            throw new TextParseException(value + " cannot stand in a record of type " + type);
        }
    }
}
