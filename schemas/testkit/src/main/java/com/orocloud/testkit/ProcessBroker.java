package com.orocloud.testkit;

import com.orocloud.servers.AddressBlock;
import com.orocloud.servers.Distribution;
import com.orocloud.servers.KafkaServer;
import com.orocloud.servers.ManagedProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The broker as a process of this machine. */
final class ProcessBroker implements Broker {

    static final int PORT = 9092;
    private static final int CONTROLLER_PORT = 9093;

    private final KafkaServer server;
    private final Map<String, String> passwords;
    private ManagedProcess process;

    private ProcessBroker(KafkaServer server, Map<String, String> passwords) {
        this.server = server;
        this.passwords = passwords;
        this.process = server.start();
    }

    static ProcessBroker start(AddressBlock block, Path directory, Map<String, String> passwords) {
        var settings = new KafkaServer.Settings(
                directory,
                block.address(0, 2),
                PORT,
                CONTROLLER_PORT,
                Passwords.of(passwords, KafkaServer.ADMIN),
                List.of(),
                null);
        return new ProcessBroker(new KafkaServer(settings, Distribution.ofThisBuild()), passwords);
    }

    @Override
    public String bootstrapServers() {
        return server.settings().bootstrapServers();
    }

    @Override
    public Map<String, Object> clientProperties(String user) {
        return server.clientProperties(user, passwordOf(user));
    }

    @Override
    public String passwordOf(String user) {
        return Passwords.of(passwords, user);
    }

    @Override
    public void crashAndRestart() {
        process.kill();
        process = server.start();
    }

    @Override
    public void stop() {
        process.kill();
    }
}
