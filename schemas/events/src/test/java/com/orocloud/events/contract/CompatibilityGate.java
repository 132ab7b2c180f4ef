package com.orocloud.events.contract;

import com.orocloud.events.catalogue.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.jspecify.annotations.Nullable;

/**
 * Says what a change of the contract would break for those who still read or write any released version.
 *
 * <p>Avro's own check is used in both directions, pair by pair: its SchemaValidator lets an enum symbol through that
 * has no default to fall back to. What Avro does not look at, such as a timestamp that changes from milliseconds to
 * microseconds or a field that stops being marked as personal data, is compared here.
 */
final class CompatibilityGate {

    private static final List<String> MARKS = List.of("pii", "secret", "correlation");

    private final List<String> findings = new ArrayList<>();
    private final String since;

    private CompatibilityGate(String since) {
        this.since = since;
    }

    /** Every reason why the contract must not change like this; empty if it may. */
    static List<String> breaks(ContractVersion now, List<ContractVersion> released) {
        var findings = new ArrayList<String>();
        for (ContractVersion old : released) {
            var gate = new CompatibilityGate(old.version());
            gate.compareTopics(now, old);
            old.records()
                    .forEach((name, was) ->
                            gate.compareRecord(name, now.records().get(name), was));
            findings.addAll(gate.findings);
        }
        return findings;
    }

    /** Records that differ from the newest release, though the notes for consumers do not name them. */
    static List<String> untold(ContractVersion now, List<ContractVersion> released, String notes) {
        if (released.isEmpty()) {
            return List.of();
        }
        ContractVersion newest = released.getLast();
        return now.records().entrySet().stream()
                .filter(record -> !same(record.getValue(), newest.records().get(record.getKey())))
                .map(record -> record.getKey())
                .filter(name -> !notes.contains("`" + name + "`"))
                .map(name -> name + " differs from " + newest.version() + " (its fields, or what its documentation "
                        + "promises), but schemas/CHANGELOG.md does not name `" + name + "` under Unreleased")
                .toList();
    }

    private static boolean same(Schema now, @Nullable Schema was) {
        return was != null && ContractVersion.portable(now).equals(ContractVersion.portable(was));
    }

    private void compareTopics(ContractVersion now, ContractVersion old) {
        for (Topic was : old.topics().topics()) {
            Optional<Topic> is = now.topics().topic(was.name());
            if (is.isEmpty()) {
                found(was.name(), "the topic is gone; what stands there is read for as long as it is kept");
                continue;
            }
            Topic topic = is.get();
            mustStay(was.name(), "writer", was.writer(), topic.writer());
            mustStay(was.name(), "compaction", was.compacted(), topic.compacted());
            mustStay(was.name(), "privacy", was.closed(), topic.closed());
            mustStay(
                    was.name(),
                    "number of partitions (it decides which records are in order)",
                    was.partitions(),
                    topic.partitions());
            for (String record : was.records()) {
                if (!topic.carries(record)) {
                    found(was.name(), record + " does not stand there any more");
                }
            }
        }
    }

    private void compareRecord(String name, @Nullable Schema now, Schema was) {
        if (now == null) {
            found(name, "the record is gone");
            return;
        }
        mustRead(name, "what was written with " + since + " cannot be read any more", now, was);
        mustRead(name, "readers of " + since + " cannot read what is written now", was, now);
        compare(name, now, was);
    }

    private void mustRead(String name, String otherwise, Schema reader, Schema writer) {
        var result = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        if (result.getType() == SchemaCompatibilityType.COMPATIBLE) {
            return;
        }
        for (var incompatibility : result.getResult().getIncompatibilities()) {
            found(
                    name,
                    otherwise + ": " + incompatibility.getType() + " at " + incompatibility.getLocation() + ", "
                            + incompatibility.getMessage());
        }
    }

    private void compare(String path, Schema now, Schema was) {
        if (now.getType() != was.getType()) {
            return; // Avro's own check has named it
        }
        mustStay(path, "logical type", was.getProp("logicalType"), now.getProp("logicalType"));
        switch (was.getType()) {
            case RECORD -> was.getFields().forEach(field -> compareField(path, now, field));
            case ENUM -> compareEnum(path, now, was);
            case ARRAY -> compare(path + "[]", now.getElementType(), was.getElementType());
            case MAP -> compare(path + "{}", now.getValueType(), was.getValueType());
            case UNION -> {
                for (int i = 0;
                        i < Math.min(now.getTypes().size(), was.getTypes().size());
                        i++) {
                    compare(path, now.getTypes().get(i), was.getTypes().get(i));
                }
            }
            case FIXED, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {}
        }
    }

    private void compareField(String path, Schema record, Schema.Field was) {
        Schema.Field now = record.getField(was.name());
        if (now == null) {
            return; // allowed with a default; Avro's own check has named it if there was none
        }
        String at = path + "." + was.name();
        for (String mark : MARKS) {
            mustStay(at, "@" + mark, was.getObjectProp(mark), now.getObjectProp(mark));
        }
        if (was.hasDefaultValue()) {
            mustStay(at, "default", was.defaultVal(), now.defaultVal());
        }
        compare(at, now.schema(), was.schema());
    }

    private void compareEnum(String path, Schema now, Schema was) {
        mustStay(path, "default of " + was.getName(), was.getEnumDefault(), now.getEnumDefault());
        for (String symbol : was.getEnumSymbols()) {
            if (!now.hasEnumSymbol(symbol)) {
                found(path, was.getName() + " lost " + symbol + ": old records would read as " + now.getEnumDefault());
            }
        }
    }

    private void mustStay(String path, String what, @Nullable Object was, @Nullable Object is) {
        if (!Objects.equals(was, is)) {
            found(path, what + " was " + was + " and is " + is);
        }
    }

    private void found(String path, String what) {
        findings.add(path + " (since " + since + "): " + what);
    }
}
