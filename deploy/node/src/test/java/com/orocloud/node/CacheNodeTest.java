package com.orocloud.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.exceptions.JedisException;

/** Three cache nodes, each a real supervisor with a Redis and a Sentinel. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CacheNodeTest {
    /** What the contract with the customer allows. */
    private static final Duration NEW_MAIN_WITHIN = Duration.ofSeconds(30);

    private final List<TestingNode> nodes = new ArrayList<>();
    private TestingCloud cloud;

    @BeforeAll
    void build() throws IOException {
        cloud = new TestingCloud();
        for (int ordinal = 1; ordinal <= 3; ordinal++) {
            nodes.add(cloud.node("acme-prod-1-cache-" + ordinal));
        }
        for (TestingNode node : nodes) {
            node.assign(TestingCloud.member(node, "CACHE", Map.of("cache", nodes)))
                    .start();
        }
        nodes.forEach(node -> node.awaitReady(1));
    }

    @AfterAll
    void tearDown() throws IOException {
        cloud.close();
    }

    @Test
    void aKilledMainIsReplacedAndComesBackAsAReplicaOfTheNewOne() throws IOException {
        try (RedisSentinelClient cache = client()) {
            cache.set("basket", "three cables");
            assertThat(cache.waitReplicas("basket", 2, 5_000)).isEqualTo(2);
            TestingNode main = nodeAt(cache.getCurrentMaster());

            main.crash();
            await("another main takes writes").atMost(NEW_MAIN_WITHIN).until(() -> writes(cache));

            TestingNode other = nodeAt(cache.getCurrentMaster());
            assertThat(other).isNotEqualTo(main);
            assertThat(cache.get("basket")).isEqualTo("three cables");
            main.start().awaitReady(1);
            await("the former main follows")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> main.detail().equals("replica of the cache"));
            await("both replicas have what is written")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> writes(cache) && cache.waitReplicas("probe", 2, 500) == 2);
        }
    }

    @Test
    void aSupervisorThatIsKilledLeavesTheCacheRunning() throws IOException {
        TestingNode node = nodes.getFirst();
        long redis = node.serverPid("redis");
        long sentinel = node.serverPid("sentinel");

        node.killSupervisor();
        node.start().awaitReady(1);

        assertThat(node.serverPid("redis")).isEqualTo(redis);
        assertThat(node.serverPid("sentinel")).isEqualTo(sentinel);
    }

    private boolean writes(RedisSentinelClient cache) {
        try {
            return "OK".equals(cache.set("probe", "1"));
        } catch (JedisException notYet) {
            return false;
        }
    }

    private TestingNode nodeAt(HostAndPort address) {
        return nodes.stream()
                .filter(node -> node.ip().equals(address.getHost()))
                .findFirst()
                .orElseThrow();
    }

    private RedisSentinelClient client() {
        Set<HostAndPort> sentinels = nodes.stream()
                .map(node -> new HostAndPort(node.ip(), CacheNode.SENTINEL_PORT))
                .collect(Collectors.toSet());
        var login = DefaultJedisClientConfig.builder()
                .password(TestingCloud.SECRET.get("cache"))
                .socketTimeoutMillis(1_000)
                .connectionTimeoutMillis(1_000)
                .build();
        return RedisSentinelClient.builder()
                .masterName(CacheNode.SET)
                .sentinels(sentinels)
                .sentinelClientConfig(login)
                .clientConfig(login)
                .build();
    }
}
