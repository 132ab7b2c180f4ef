package com.orocloud.shop;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;

/**
 * What is cheap to lose, in Redis. The Sentinels tell which server is the main; while there is none, everything is
 * computed anew, so that no answer ever depends on the cache.
 */
final class Cache implements AutoCloseable {
    private static final int SENTINEL_PORT = 26379;
    private static final String SET = "cache";
    private static final int TIMEOUT_MILLIS = 500;

    /** How long nobody asks a cache that did not answer. */
    private static final Duration REST = Duration.ofSeconds(1);

    private final List<String> nodes;
    private final DefaultJedisClientConfig login;
    private final ReentrantLock opening = new ReentrantLock();

    @Nullable
    private volatile RedisSentinelClient client;

    private volatile long restUntilNanos = System.nanoTime();

    Cache(List<String> nodes, String password) {
        this.nodes = List.copyOf(nodes);
        this.login = DefaultJedisClientConfig.builder()
                .password(password)
                .connectionTimeoutMillis(TIMEOUT_MILLIS)
                .socketTimeoutMillis(TIMEOUT_MILLIS)
                .build();
    }

    /** The number kept under this name or, where there is none, the one computed now, which is then kept for a while. */
    <E extends Exception> long number(String name, Duration keep, Numbers<E> computed) throws E {
        String kept = get(name);
        if (kept != null) {
            return Long.parseLong(kept);
        }
        long number = computed.compute();
        put(name, Long.toString(number), keep);
        return number;
    }

    interface Numbers<E extends Exception> {
        long compute() throws E;
    }

    @Nullable
    private String get(String name) {
        return System.nanoTime() < restUntilNanos ? null : quietly(() -> open().get(name));
    }

    private void put(String name, String value, Duration keep) {
        if (System.nanoTime() >= restUntilNanos) {
            quietly(() -> open().set(name, value, SetParams.setParams().px(keep.toMillis())));
        }
    }

    @Nullable
    private String quietly(Callable<@Nullable String> call) {
        try {
            return call.call();
        } catch (Exception noCache) {
            restUntilNanos = System.nanoTime() + REST.toNanos();
            return null;
        }
    }

    /** Asks the main to write, which a replica refuses, and tells since when the cache remembers. */
    String check() {
        open().set("since", Instant.now().toString(), SetParams.setParams().nx());
        String since = open().get("since");
        if (since == null) {
            throw new IllegalStateException("forgets what it was told");
        }
        return "main " + open().getCurrentMaster().getHost() + ", remembers since " + since;
    }

    /** Opened at the first use and not before: the Sentinels may start later than the shop. */
    private RedisSentinelClient open() {
        RedisSentinelClient known = client;
        if (known != null) {
            return known;
        }
        opening.lock();
        try {
            known = client;
            if (known == null) {
                known = RedisSentinelClient.builder()
                        .masterName(SET)
                        .sentinels(nodes.stream()
                                .map(node -> new HostAndPort(node, SENTINEL_PORT))
                                .collect(Collectors.toSet()))
                        .sentinelClientConfig(login)
                        .clientConfig(login)
                        .build();
                client = known;
            }
            return known;
        } finally {
            opening.unlock();
        }
    }

    @Override
    public void close() {
        RedisSentinelClient known = client;
        if (known != null) {
            try {
                known.close();
            } catch (JedisException e) {
                // it is gone anyhow
            }
        }
    }
}
