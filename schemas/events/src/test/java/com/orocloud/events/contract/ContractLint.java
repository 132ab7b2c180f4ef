package com.orocloud.events.contract;

import com.orocloud.events.catalogue.Topic;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Says where the contract breaks a rule that holds for every record and every topic, released or not. */
final class ContractLint {

    /** A word in a field's name that says "whoever has this value may do something". */
    private static final Pattern SECRET_WORD =
            Pattern.compile("(?i)(password|passphrase|token|secret|credential|apikey|privatekey|link)s?");

    /** The name of such a thing is not the thing. */
    private static final Pattern REFERENCE = Pattern.compile(".*(Ref|Refs|Hash|Id|Ids)");

    private static final Pattern PERSONAL_WORD = Pattern.compile("(?i)(e-?mail|phone|contactname|birthday)");

    private final List<String> findings = new ArrayList<>();
    private final ContractVersion contract;

    private ContractLint(ContractVersion contract) {
        this.contract = contract;
    }

    /** Every rule that is broken, in words; empty if the contract is sound. */
    static List<String> problems(ContractVersion contract) {
        var lint = new ContractLint(contract);
        lint.topics();
        contract.records().forEach(lint::event);
        return lint.findings;
    }

    /** Records that begin with EventMeta and so are events, but stand on no topic. */
    static List<String> homeless(ContractVersion contract, Iterable<Schema> compiled) {
        var findings = new ArrayList<String>();
        for (Schema schema : compiled) {
            if (beginsWithMeta(schema) && !contract.records().containsKey(schema.getName())) {
                findings.add(schema.getName() + " is an event, but topics.yaml lists it on no topic");
            }
        }
        return findings;
    }

    private void topics() {
        var writersAndRecords = new HashSet<String>();
        var names = new HashSet<String>();
        Set<String> services = Set.copyOf(contract.topics().services());
        for (Topic topic : contract.topics().topics()) {
            if (!names.add(topic.name())) {
                found(topic.name(), "is listed twice, so it could have two writers");
            }
            boolean outside = contract.topics().sources().contains(topic.writer());
            if (!services.contains(topic.writer()) && !outside) {
                found(topic.name(), "its writer " + topic.writer() + " is no service and no registered source");
            }
            boolean ownRequests = topic.name().startsWith("orocloud.requests." + topic.writer() + ".");
            if (outside != topic.isRequests() || outside != ownRequests) {
                found(topic.name(), "outside systems write orocloud.requests.<their name>.v1 and nothing else");
            }
            for (String reader : topic.readers()) {
                boolean toldSource =
                        topic.compacted() && contract.topics().sources().contains(reader);
                if (!services.contains(reader) && !toldSource) {
                    found(topic.name(), "its reader " + reader + " is no service, nor a source that reads a snapshot");
                }
            }
            for (String record : topic.records()) {
                if (!contract.records().containsKey(record)) {
                    found(topic.name(), "lists " + record + ", which no .avdl declares");
                }
                if (!writersAndRecords.add(topic.writer() + " says " + record)) {
                    found(topic.name(), topic.writer() + " has two topics to say " + record + " on");
                }
            }
        }
    }

    private void event(String name, Schema record) {
        if (!beginsWithMeta(record)) {
            found(name, "the first field must be `EventMeta meta`");
        }
        boolean forEnvironment = record.getField("environmentId") != null
                && record.getField("environmentId").schema().getType() == Schema.Type.STRING;
        boolean forRegion = record.getField("region") != null
                && record.getField("region").schema().getName().equals("RegionRef");
        if (!forEnvironment && !forRegion) {
            found(name, "has neither `string environmentId` nor `RegionRef region`, so it has no key");
        }
        List<Topic> homes = contract.topics().topics().stream()
                .filter(topic -> topic.carries(name))
                .toList();
        var visit = new Visit(
                homes.stream().allMatch(topic -> topic.closed() || topic.isRequests()),
                homes.stream().allMatch(Topic::closed),
                new TreeSet<>());
        type(name, record, visit);
        long correlations = record.getFields().stream()
                .filter(field -> field.getObjectProp("correlation") != null)
                .count();
        if (correlations > 1) {
            found(name, "has more than one @correlation field");
        }
        if (record.getField("drCaseId") != null && record.getField("drCaseId").getObjectProp("correlation") == null) {
            found(name, "drCaseId must be marked @correlation(true): a case is one story");
        }
    }

    private void type(String path, Schema schema, Visit visit) {
        switch (schema.getType()) {
            case RECORD -> record(path, schema, visit);
            case ENUM -> {
                if (!"UNKNOWN".equals(schema.getEnumDefault())) {
                    found(
                            path,
                            "enum " + schema.getName()
                                    + " must have UNKNOWN as its default, or no symbol can be added");
                }
            }
            case ARRAY -> type(path + "[]", schema.getElementType(), visit);
            case MAP -> type(path + "{}", schema.getValueType(), visit);
            case UNION -> schema.getTypes().forEach(branch -> type(path, branch, visit));
            case LONG -> instant(path, schema.getLogicalType());
            case FIXED, STRING, BYTES, INT, FLOAT, DOUBLE, BOOLEAN, NULL -> {}
        }
    }

    private void instant(String path, @Nullable LogicalType type) {
        if (type != null && !(type instanceof LogicalTypes.TimestampMillis)) {
            found(path, "is " + type.getName() + "; instants are timestamp-millis everywhere");
        }
        if (type == null && path.endsWith("At")) {
            found(path, "is named like an instant, so it must be a timestamp_ms");
        }
    }

    private void record(String path, Schema schema, Visit visit) {
        if (!visit.seen().add(schema.getFullName())) {
            return;
        }
        if (schema.getDoc() == null || schema.getDoc().isBlank()) {
            found(path, "record " + schema.getName() + " must say in one sentence what it is for");
        }
        for (Schema.Field field : schema.getFields()) {
            String at = path + "." + field.name();
            boolean secret = field.getObjectProp("secret") != null;
            boolean personal = field.getObjectProp("pii") != null;
            if (secret && !visit.secretsAllowed()) {
                found(at, "is @secret, but stands on a topic that is not private");
            }
            if (personal && !visit.personalDataAllowed()) {
                found(at, "is @pii, but stands on a topic that is neither private nor a request topic");
            }
            if (!secret && soundsSecret(field)) {
                found(at, "is named like a secret; mark it @secret(true), or name it as the reference that it is");
            }
            if (!personal && PERSONAL_WORD.matcher(field.name()).find() && !isReference(field)) {
                found(at, "is named like personal data; mark it @pii(…)");
            }
            type(at, field.schema(), visit);
        }
    }

    private static boolean soundsSecret(Schema.Field field) {
        return SECRET_WORD.matcher(field.name()).find()
                && !isReference(field)
                && field.schema().getType() != Schema.Type.BOOLEAN;
    }

    private static boolean isReference(Schema.Field field) {
        return REFERENCE.matcher(field.name()).matches();
    }

    private static boolean beginsWithMeta(Schema schema) {
        if (schema.getType() != Schema.Type.RECORD || schema.getFields().isEmpty()) {
            return false;
        }
        Schema.Field first = schema.getFields().getFirst();
        return first.name().equals("meta") && first.schema().getName().equals("EventMeta");
    }

    private void found(String path, String what) {
        findings.add(path + ": " + what);
    }

    /** One walk through an event; each record type in it is looked at once. */
    private record Visit(boolean personalDataAllowed, boolean secretsAllowed, Set<String> seen) {}
}
