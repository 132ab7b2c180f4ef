package com.orocloud.failover;

import com.orocloud.failover.vantage.VantagePoint;
import com.orocloud.failover.vantage.VantageSettings;
import com.orocloud.testkit.TestServers;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** A real vantage point in this JVM, with its own user at the broker and its own address. */
final class TestingVantagePoint implements AutoCloseable {

    private final VantagePoint point;
    private final Thread thread;

    private TestingVantagePoint(VantagePoint point) {
        this.point = point;
        this.thread = Thread.ofVirtual().start(() -> {
            try {
                point.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    static List<TestingVantagePoint> startAll(TestServers servers, TestingProvider provider) throws IOException {
        Path token = Files.createTempFile("token", "");
        Files.writeString(token, "token-of-this-vantage-point");
        var points = new ArrayList<TestingVantagePoint>();
        for (String name : TestingService.VANTAGE_POINTS) {
            var clients = new HashMap<>(servers.broker().clientProperties(name));
            clients.put("schema.registry.url", servers.registryUrl());
            var address = InetAddress.getByName(servers.address(23, points.size() + 1));
            var settings =
                    new VantageSettings(name, address, Duration.ofSeconds(1), token, provider.endpoint(), clients);
            points.add(new TestingVantagePoint(new VantagePoint(settings, Clock.systemUTC())));
        }
        return points;
    }

    @Override
    public void close() {
        point.close();
        thread.interrupt();
    }
}
