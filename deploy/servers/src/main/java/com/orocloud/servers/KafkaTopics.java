package com.orocloud.servers;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import com.orocloud.events.catalogue.Topic;
import com.orocloud.events.catalogue.TopicCatalogue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** Makes a broker agree with topics.yaml: topics, users, and what each user may do. Safe to repeat. */
public final class KafkaTopics {

    private static final int SCRAM_ITERATIONS = 8192;
    private static final int REPLICAS_MAX = 3;
    private static final int WAIT_SECONDS = 120;

    private final Admin admin;
    private final TopicCatalogue catalogue;

    public KafkaTopics(Admin admin, TopicCatalogue catalogue) {
        this.admin = admin;
        this.catalogue = catalogue;
    }

    /**
     * Topics and their dead-letter topics, permissions, users; in this order, so that who can log on finds everything.
     *
     * @param passwords by user; a user of the catalogue that is not in it is left as it is
     */
    public void prepare(Map<String, String> passwords) {
        createTopics();
        grant();
        createUsers(passwords);
    }

    /** @throws ServerFailed if a topic is there with another number of partitions, since changing it breaks order */
    public void createTopics() {
        short replicas = (short) Math.min(
                REPLICAS_MAX,
                wait("counting brokers", admin.describeCluster().nodes()).size());
        List<NewTopic> wanted = catalogue.topics().stream()
                .flatMap(topic -> List.of(newTopic(topic, replicas), deadLetters(topic, replicas)).stream())
                .toList();
        Set<String> present = wait("listing topics", admin.listTopics().names());
        List<NewTopic> missing =
                wanted.stream().filter(topic -> !present.contains(topic.name())).toList();
        if (!missing.isEmpty()) {
            wait("creating topics", admin.createTopics(missing).all());
        }
        List<NewTopic> older =
                wanted.stream().filter(topic -> present.contains(topic.name())).toList();
        if (!older.isEmpty()) {
            comparePartitions(older);
            alignSettings(older);
        }
    }

    /** Sets the password of each user that the catalogue knows. */
    public void createUsers(Map<String, String> passwords) {
        List<UserScramCredentialAlteration> users = new ArrayList<>();
        for (String user : new TopicAccess(catalogue).users()) {
            String password = passwords.get(user);
            if (password != null) {
                var info = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, SCRAM_ITERATIONS);
                users.add(new UserScramCredentialUpsertion(user, info, ScramLogin.checked(password)));
            }
        }
        if (!users.isEmpty()) {
            wait(
                    "setting users' passwords",
                    admin.alterUserScramCredentials(users).all());
        }
    }

    /** Allows what the catalogue allows, and takes from its users what it no longer does. */
    public void grant() {
        var access = new TopicAccess(catalogue);
        Set<String> principals =
                access.users().stream().map(user -> "User:" + user).collect(toSet());
        Set<AclBinding> wanted = access.bindings();
        Set<AclBinding> present = wait(
                        "listing ACLs", admin.describeAcls(AclBindingFilter.ANY).values())
                .stream()
                .filter(binding -> principals.contains(binding.entry().principal()))
                .collect(toSet());
        var missing = new HashSet<>(wanted);
        missing.removeAll(present);
        if (!missing.isEmpty()) {
            wait("allowing", admin.createAcls(missing).all());
        }
        present.removeAll(wanted);
        if (!present.isEmpty()) {
            List<AclBindingFilter> surplus =
                    present.stream().map(AclBinding::toFilter).toList();
            wait(
                    "taking back what is no longer allowed",
                    admin.deleteAcls(surplus).all());
        }
    }

    private void comparePartitions(List<NewTopic> topics) {
        Map<String, TopicDescription> descriptions = wait(
                "describing topics",
                admin.describeTopics(topics.stream().map(NewTopic::name).toList())
                        .allTopicNames());
        for (NewTopic topic : topics) {
            TopicDescription description = descriptions.get(topic.name());
            int partitions = description == null ? 0 : description.partitions().size();
            if (partitions != topic.numPartitions()) {
                throw new ServerFailed(topic.name() + " has " + partitions + " partitions, topics.yaml says "
                        + topic.numPartitions()
                        + "; another number would put an environment's next events on another partition");
            }
        }
    }

    private void alignSettings(List<NewTopic> topics) {
        Map<ConfigResource, Collection<AlterConfigOp>> changes = topics.stream()
                .collect(toMap(
                        topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()),
                        topic -> topic.configs().entrySet().stream()
                                .map(entry -> new AlterConfigOp(
                                        new ConfigEntry(entry.getKey(), entry.getValue()), AlterConfigOp.OpType.SET))
                                .toList()));
        wait("setting topics' retention", admin.incrementalAlterConfigs(changes).all());
    }

    private static NewTopic newTopic(Topic topic, short replicas) {
        Map<String, String> settings = topic.compacted()
                ? Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)
                : kept(topic);
        return new NewTopic(topic.name(), topic.partitions(), replicas).configs(withReplicas(settings, replicas));
    }

    /** Dead letters hold the original bytes, so they stay no longer than the original. */
    private static NewTopic deadLetters(Topic topic, short replicas) {
        return new NewTopic(topic.deadLetters(), topic.partitions(), replicas)
                .configs(withReplicas(kept(topic), replicas));
    }

    private static Map<String, String> kept(Topic topic) {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(topic.retention().toMillis()));
    }

    private static Map<String, String> withReplicas(Map<String, String> settings, short replicas) {
        var all = new TreeMap<>(settings);
        all.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(Math.max(1, replicas - 1)));
        return all;
    }

    private static <T> T wait(String doing, KafkaFuture<T> future) {
        try {
            return future.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ServerFailed(doing + ": " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new ServerFailed(doing + ": no answer in " + WAIT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerFailed("interrupted while " + doing, e);
        }
    }
}
