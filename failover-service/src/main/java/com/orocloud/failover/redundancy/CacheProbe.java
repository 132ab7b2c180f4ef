package com.orocloud.failover.redundancy;

import com.orocloud.failover.redundancy.Members.Member;
import com.orocloud.failover.secrets.Credentials;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Looks at a node of the cache: whether its Redis serves as main or follows one, and whether its Sentinel votes. */
class CacheProbe {

    private static final int SENTINEL_PORT = 26379;
    private static final String PASSWORD = "cache";
    private static final String MAIN = "master";
    private static final int LINK = 3;
    private static final String LINKED = "connected";

    private final Credentials credentials;
    private final int patienceMillis;

    CacheProbe(Credentials credentials, Duration patience) {
        this.credentials = credentials;
        this.patienceMillis = (int) patience.toMillis();
    }

    /** @throws IOException if either does not answer */
    Look look(Member member, String secretsRef) throws IOException {
        JedisClientConfig login = login(secretsRef);
        Look redis = redis(member, login);
        return redis.grade() == Look.Grade.WORKS ? sentinel(member, login, redis) : redis;
    }

    private JedisClientConfig login(String secretsRef) {
        var login = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(patienceMillis)
                .socketTimeoutMillis(patienceMillis);
        try {
            String password = credentials.of(secretsRef, PASSWORD);
            return password.isEmpty() ? login.build() : login.password(password).build();
        } catch (IOException unknown) {
            // the cache is not to be missed because a secret manager is
            return login.build();
        }
    }

    private static Look redis(Member member, JedisClientConfig login) throws IOException {
        try (var redis = new Jedis(member.address(), member.port(), login)) {
            redis.ping();
            return role(redis.role());
        } catch (JedisConnectionException silent) {
            throw refused(silent) ? new ConnectException() : new IOException(silent);
        } catch (JedisDataException refused) {
            return refusal(refused);
        } catch (JedisException odd) {
            return Look.idle("Redis does not answer as it should");
        }
    }

    /** Told among what it tried. */
    private static boolean refused(JedisConnectionException silent) {
        return Stream.concat(Stream.ofNullable(silent.getCause()), Stream.of(silent.getSuppressed()))
                .anyMatch(ConnectException.class::isInstance);
    }

    /** One that asks who we are is well, as far as we can know; one that still loads its data does not serve. */
    private static Look refusal(JedisDataException refused) {
        String message = String.valueOf(refused.getMessage());
        return message.startsWith("NOAUTH") || message.startsWith("WRONGPASS")
                ? Look.works("answers, role unknown")
                : Look.idle(message);
    }

    private static Look role(List<Object> role) {
        if (word(role, 0).equals(MAIN)) {
            return Look.works("main of the cache");
        }
        return word(role, LINK).equals(LINKED)
                ? Look.works("replica of the cache")
                : Look.idle("a replica without its main: " + word(role, LINK));
    }

    private static String word(List<Object> role, int index) {
        return index < role.size() && role.get(index) instanceof String word ? word : "";
    }

    private static Look sentinel(Member member, JedisClientConfig login, Look redis) {
        try (var sentinel = new Jedis(member.address(), SENTINEL_PORT, login)) {
            sentinel.ping();
            return redis;
        } catch (JedisDataException refused) {
            return refusal(refused);
        } catch (JedisException silent) {
            return Look.idle(redis.detail() + ", but its Sentinel does not answer");
        }
    }
}
