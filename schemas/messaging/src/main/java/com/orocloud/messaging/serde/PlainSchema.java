package com.orocloud.messaging.serde;

import org.apache.avro.Schema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A schema as it is registered: without the hint to Java's String class, which other languages do not know. */
public final class PlainSchema {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PlainSchema() {}

    /** The schema's JSON, ready to be registered or looked up. */
    public static String of(Schema schema) {
        return plain(JSON.readTree(schema.toString())).toString();
    }

    private static JsonNode plain(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove("avro.java.string");
            if (object.size() == 1 && object.has("type") && object.get("type").isString()) {
                return object.get("type");
            }
            object.properties().forEach(entry -> entry.setValue(plain(entry.getValue())));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, plain(array.get(i)));
            }
        }
        return node;
    }
}
