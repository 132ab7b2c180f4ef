package com.orocloud.events.contract;

import com.orocloud.events.catalogue.Topic;
import com.orocloud.events.catalogue.TopicCatalogue;
import java.time.Duration;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** The tables of schemas/README.md, rendered from the records' own documentation and topics.yaml. */
final class ContractPage {

    private static final String SERVICE = "-service";

    private ContractPage() {}

    /** One line for each event and writer. */
    static String events(ContractVersion contract) {
        var page =
                new StringBuilder("| event | meaning | writer | readers | topic | key |\n|---|---|---|---|---|---|\n");
        for (Topic topic : contract.topics().topics()) {
            for (String record : topic.records()) {
                Schema schema = contract.records().get(record);
                page.append("| **%s** | %s | %s | %s | `%s` | %s |\n"
                        .formatted(
                                record,
                                schema == null ? "" : oneLine(schema.getDoc()),
                                shortName(topic.writer()),
                                readers(contract.topics(), topic),
                                topic.name(),
                                key(schema)));
            }
        }
        return page.toString();
    }

    /** One line for each topic. */
    static String topics(ContractVersion contract) {
        var page = new StringBuilder("| topic | writer | partitions | kept |\n|---|---|---|---|\n");
        for (Topic topic : contract.topics().topics()) {
            page.append("| `%s` | %s | %d | %s |\n"
                    .formatted(
                            topic.name(),
                            shortName(topic.writer()),
                            topic.partitions(),
                            topic.compacted() ? "newest record of each key" : kept(topic.retention())));
        }
        return page.toString();
    }

    private static String oneLine(String doc) {
        return doc.replaceAll("\\s+", " ").replace("|", "\\|").trim();
    }

    private static String readers(TopicCatalogue topics, Topic topic) {
        String services = topic.readers().size() == topics.services().size()
                ? "all services"
                : topic.readers().stream().map(ContractPage::shortName).collect(Collectors.joining(", "));
        if (topic.closed() || topic.isRequests() || topic.name().contains(".commands.")) {
            return services;
        }
        return services.isEmpty() ? "dashboards" : services + ", dashboards";
    }

    private static String key(@Nullable Schema schema) {
        return schema != null && schema.getField("environmentId") == null ? "provider:region" : "environmentId";
    }

    private static String kept(Duration retention) {
        return retention.toDays() > 0 ? retention.toDays() + " days" : retention.toHours() + " hours";
    }

    private static String shortName(String user) {
        return user.endsWith(SERVICE) ? user.substring(0, user.length() - SERVICE.length()) : user;
    }
}
