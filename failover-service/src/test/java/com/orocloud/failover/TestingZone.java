package com.orocloud.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A network of its own, joined to the rest by one cable that can be cut: what follows is silence, not a refusal. */
final class TestingZone implements AutoCloseable {

    private static final String NUMBER = Long.toString(ProcessHandle.current().pid() % 250 + 1);

    private final String name = "orotest" + ProcessHandle.current().pid();
    private final String cable = "oro" + ProcessHandle.current().pid();

    private TestingZone() {}

    /** The test is skipped, and says so, where such a network cannot be made. */
    static TestingZone open() {
        var zone = new TestingZone();
        var made = TestingCommands.run("ip", "netns", "add", zone.name);
        assumeTrue(made.status() == 0, "network namespaces do not work here: " + made.output());
        zone.ip("link", "add", zone.cable, "type", "veth", "peer", "name", "eth0", "netns", zone.name);
        zone.ip("addr", "add", zone.outside() + "/30", "dev", zone.cable);
        zone.ip("link", "set", zone.cable, "up");
        zone.ip("-n", zone.name, "addr", "add", zone.inside() + "/30", "dev", "eth0");
        zone.ip("-n", zone.name, "link", "set", "lo", "up");
        zone.mend();
        return zone;
    }

    String inside() {
        return "10.213." + NUMBER + ".2";
    }

    String outside() {
        return "10.213." + NUMBER + ".1";
    }

    String name() {
        return name;
    }

    void cut() {
        ip("-n", name, "link", "set", "eth0", "down");
    }

    void mend() {
        ip("-n", name, "link", "set", "eth0", "up");
    }

    private void ip(String... arguments) {
        var command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        var result = TestingCommands.run(Map.of(), command);
        assertThat(result.status()).as("%s: %s", command, result.output()).isZero();
    }

    @Override
    public void close() {
        TestingCommands.run("ip", "link", "delete", cable);
        TestingCommands.run("ip", "netns", "delete", name);
    }
}
