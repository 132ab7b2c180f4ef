package com.orocloud.servers;

import com.orocloud.events.catalogue.Topic;
import com.orocloud.events.catalogue.TopicCatalogue;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Who may read and write what, as topics.yaml means it.
 *
 * <ul>
 *   <li>A topic is written by its writer alone and read by its readers.
 *   <li>A service writes the dead letters of what it reads, and reads nobody's.
 *   <li>A dashboard reads facts and snapshots: neither requests (they name people), nor commands, nor closed topics.
 *   <li>A service's consumer group is its own name; a dashboard's groups start with its name. Sources have none: one that reads a
 *       snapshot reads all of it.
 * </ul>
 */
public final class TopicAccess {

    private static final String COMMANDS = ".commands.";
    private static final String ANY_HOST = "*";

    private final TopicCatalogue catalogue;

    public TopicAccess(TopicCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Everybody who needs a login, besides the super user. */
    public Set<String> users() {
        var users = new TreeSet<>(catalogue.services());
        users.addAll(catalogue.sources());
        users.addAll(catalogue.dashboards());
        return users;
    }

    public boolean mayRead(String user, Topic topic) {
        return topic.readers().contains(user) || (catalogue.dashboards().contains(user) && isPublished(topic));
    }

    public boolean mayWrite(String user, Topic topic) {
        return topic.writer().equals(user);
    }

    public boolean mayWriteDeadLetters(String user, Topic topic) {
        return topic.readers().contains(user) && catalogue.services().contains(user);
    }

    private static boolean isPublished(Topic topic) {
        return !topic.closed() && !topic.isRequests() && !topic.name().contains(COMMANDS);
    }

    Set<AclBinding> bindings() {
        var bindings = new LinkedHashSet<AclBinding>();
        for (String user : users()) {
            for (Topic topic : catalogue.topics()) {
                if (mayRead(user, topic)) {
                    bindings.add(topic(user, topic.name(), AclOperation.READ));
                    bindings.add(topic(user, topic.name(), AclOperation.DESCRIBE));
                }
                if (mayWrite(user, topic)) {
                    bindings.add(topic(user, topic.name(), AclOperation.WRITE));
                    bindings.add(topic(user, topic.name(), AclOperation.DESCRIBE));
                }
                if (mayWriteDeadLetters(user, topic)) {
                    bindings.add(topic(user, topic.deadLetters(), AclOperation.WRITE));
                    bindings.add(topic(user, topic.deadLetters(), AclOperation.DESCRIBE));
                }
            }
        }
        catalogue.services().forEach(service -> bindings.add(group(service, PatternType.LITERAL)));
        catalogue.dashboards().forEach(dashboard -> bindings.add(group(dashboard, PatternType.PREFIXED)));
        return bindings;
    }

    private static AclBinding topic(String user, String topic, AclOperation operation) {
        return allow(user, new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL), operation);
    }

    private static AclBinding group(String user, PatternType pattern) {
        return allow(user, new ResourcePattern(ResourceType.GROUP, user, pattern), AclOperation.READ);
    }

    private static AclBinding allow(String user, ResourcePattern resource, AclOperation operation) {
        return new AclBinding(
                resource, new AccessControlEntry("User:" + user, ANY_HOST, operation, AclPermissionType.ALLOW));
    }
}
