package com.orocloud.servers;

import com.orocloud.events.EventMeta;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** A record's schema as the registry knows it: without the marks that our code generator leaves for Java. */
public final class WireSchema {

    private static final String JAVA_MARK = ",\"avro.java.string\":\"String\"";

    private WireSchema() {}

    /** The schema text, as it is registered. */
    public static String of(Schema schema) {
        // parsing again turns {"type":"string"} into "string", as the IDL has it
        return new Schema.Parser()
                .parse(schema.toString().replace(JAVA_MARK, ""))
                .toString();
    }

    /**
     * The generated schema of a record that topics.yaml names.
     *
     * @throws IllegalArgumentException if no .avdl defines it
     */
    public static Schema named(String recordName) {
        String className = EventMeta.class.getPackageName() + "." + recordName;
        try {
            Class<? extends SpecificRecord> type = Class.forName(className, true, EventMeta.class.getClassLoader())
                    .asSubclass(SpecificRecord.class);
            return SpecificData.get().getSchema(type);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("topics.yaml names " + recordName + ", which no .avdl defines", e);
        }
    }

    /** Under which the schemas of a record are registered (TopicRecordNameStrategy). */
    public static String subject(String topic, Schema schema) {
        return topic + "-" + schema.getFullName();
    }
}
