package com.orocloud.events.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The truth about topics. Services derive their subscriptions and routes from it, the broker its topics, users and
 * ACLs, the registry its subjects.
 */
public final class TopicCatalogue {

    private final List<String> services;
    private final Map<String, Set<String>> tenantsBySource;
    private final List<String> dashboards;
    private final List<Topic> topics;

    private TopicCatalogue(
            List<String> services,
            Map<String, Set<String>> tenantsBySource,
            List<String> dashboards,
            List<Topic> topics) {
        this.services = List.copyOf(services);
        this.tenantsBySource = Map.copyOf(tenantsBySource);
        this.dashboards = List.copyOf(dashboards);
        this.topics = List.copyOf(topics);
    }

    /** The catalogue that this build was made with (class path resource {@code /topics.yaml}). */
    public static TopicCatalogue ofThisBuild() {
        try (InputStream in = TopicCatalogue.class.getResourceAsStream("/topics.yaml")) {
            if (in == null) {
                throw new IllegalStateException("topics.yaml is not on the class path: rebuild schemas/events");
            }
            return parse(in);
        } catch (IOException e) {
            throw new IllegalStateException("reading topics.yaml", e);
        }
    }

    /** @throws IllegalArgumentException naming the entry that is wrong */
    public static TopicCatalogue parse(InputStream yaml) {
        Map<String, Object> root = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        var entry = new Entry("topics.yaml", root);
        var defaults = entry.child("defaults");
        var sources = entry.child("sources");
        var tenants = new java.util.HashMap<String, Set<String>>();
        for (String source : sources.names()) {
            tenants.put(source, Set.copyOf(sources.child(source).strings("tenants")));
        }
        var topics = new ArrayList<Topic>();
        for (Entry topic : entry.children("topics")) {
            topics.add(new Topic(
                    topic.string("name"),
                    topic.string("writer"),
                    topic.strings("readers"),
                    topic.number("partitions", defaults.number("partitions", 1)),
                    topic.duration("retention", defaults.duration("retention", Duration.ofDays(7))),
                    topic.flag("compacted"),
                    topic.flag("private"),
                    topic.strings("records")));
        }
        return new TopicCatalogue(entry.strings("services"), tenants, entry.strings("dashboards"), topics);
    }

    public List<String> services() {
        return services;
    }

    /** Outside systems that may ask for things. */
    public Set<String> sources() {
        return tenantsBySource.keySet();
    }

    /** Users that may read every fact and snapshot that is not closed. */
    public List<String> dashboards() {
        return dashboards;
    }

    public List<Topic> topics() {
        return topics;
    }

    public Optional<Topic> topic(String name) {
        return topics.stream().filter(topic -> topic.name().equals(name)).findFirst();
    }

    /** The tenants that a source may speak for; empty if the source is not registered. */
    public Set<String> tenantsOf(String source) {
        return tenantsBySource.getOrDefault(source, Set.of());
    }

    /** Topics that carry a record type and that a service may read. */
    public List<Topic> heardBy(String service, String recordName) {
        return topics.stream()
                .filter(topic -> topic.carries(recordName) && topic.readers().contains(service))
                .toList();
    }

    /**
     * The topic on which a service says a record.
     *
     * @throws IllegalArgumentException if it may not say it, or the catalogue leaves open where
     */
    public Topic saidBy(String service, String recordName) {
        List<Topic> candidates = topics.stream()
                .filter(topic -> topic.carries(recordName) && topic.writer().equals(service))
                .toList();
        if (candidates.size() != 1) {
            throw new IllegalArgumentException(
                    service + " may say " + recordName + " on exactly one topic, but " + "topics.yaml lists "
                            + candidates.stream().map(Topic::name).toList());
        }
        return candidates.getFirst();
    }

    /** One YAML mapping with the path that leads to it, so that an error can name the place. */
    private record Entry(String path, Map<String, Object> values) {

        Set<String> names() {
            return values.keySet();
        }

        Entry child(String name) {
            return of(path + "." + name, values.get(name));
        }

        List<Entry> children(String name) {
            var children = new ArrayList<Entry>();
            for (Object item : list(name)) {
                children.add(of(path + "." + name + "[" + children.size() + "]", item));
            }
            return children;
        }

        List<String> strings(String name) {
            return list(name).stream().map(String::valueOf).toList();
        }

        String string(String name) {
            Object value = values.get(name);
            if (value == null) {
                throw new IllegalArgumentException(path + "." + name + " is missing");
            }
            return value.toString();
        }

        int number(String name, int otherwise) {
            Object value = values.get(name);
            if (value == null) {
                return otherwise;
            }
            if (value instanceof Integer number && number > 0) {
                return number;
            }
            throw new IllegalArgumentException(path + "." + name + " must be a positive number, was " + value);
        }

        boolean flag(String name) {
            return Boolean.TRUE.equals(values.get(name));
        }

        /** ISO-8601, for example P30D or PT12H. */
        Duration duration(String name, Duration otherwise) {
            Object value = values.get(name);
            if (value == null) {
                return otherwise;
            }
            return Duration.parse(value.toString());
        }

        private List<?> list(String name) {
            Object value = values.get(name);
            return switch (value) {
                case null -> List.of();
                case List<?> list -> list;
                default -> throw new IllegalArgumentException(path + "." + name + " must be a list, was " + value);
            };
        }

        @SuppressWarnings("unchecked")
        private static Entry of(String path, @Nullable Object value) {
            if (value instanceof Map<?, ?> map) {
                return new Entry(path, (Map<String, Object>) map);
            }
            throw new IllegalArgumentException(path + " must be a mapping, was " + value);
        }
    }
}
