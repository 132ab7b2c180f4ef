package com.orocloud.failover.names;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.failover.names.Attempt.Done;
import com.orocloud.failover.names.Attempt.Refused;
import com.orocloud.failover.names.NameChange.Wanted;
import com.orocloud.failover.settings.FailoverSettings.Dns;
import com.orocloud.failover.settings.FailoverSettings.Dns.NameServer;
import com.orocloud.testkit.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Names on a name server of our own, a real BIND; and how long a move takes there. */
class NamesTest extends NamesContract {

    NamesTest(TestServers servers) {
        super(servers, TestingZones.OURS);
    }

    @BeforeAll
    @Override
    void open() throws IOException {
        Files.writeString(
                key(),
                "key \"" + TestingZones.KEY + "\" { algorithm hmac-sha256; secret \"" + TestingZones.SECRET
                        + "\"; };\n");
        super.open();
    }

    private static Path key() {
        return directory.resolve("key");
    }

    private Dns.Zone zone(String name, String address) {
        return new Dns.Zone(name, List.of(), new NameServer(address, TestingZones.KEY, key()), null, null);
    }

    @Override
    Dns.Zone ours() {
        return zone(TestingZones.OURS, zones.address());
    }

    @Override
    Dns.Zone foreign() {
        return zone(TestingZones.FOREIGN, zones.address());
    }

    @Override
    Dns.Zone silent() {
        return zone(TestingZones.OURS, NOBODY);
    }

    @Override
    void putBySomebodyElse(String name, String value) {
        zones.publish(TestingZones.OURS, name, "A", 30, List.of(value));
    }

    /** Not a promise but a figure: plan, write, and the new answer from every authoritative server. */
    @Test
    void aMoveIsAnsweredByTheServersWithinASecond() {
        String name = name("timed");
        make(change(name, 1, List.of(), FIRST));
        List<Long> millis = new ArrayList<>();
        for (long epoch = 2; epoch <= 201; epoch++) {
            NameChange change = epoch % 2 == 0
                    ? change(name, epoch, List.of(FIRST), SECOND)
                    : change(name, epoch, List.of(SECOND), FIRST);
            long began = System.nanoTime();
            assertThat(make(change)).isInstanceOf(Done.class);
            while (!lookups.notYetAt(change).isEmpty()) {
                Thread.onSpinWait();
            }
            millis.add((System.nanoTime() - began) / 1_000_000);
        }
        millis.sort(null);
        System.out.printf(
                "200 moves of a name, to the authoritative answer: median %d ms, 95th percentile %d ms, longest %d ms%n",
                millis.get(100), millis.get(190), millis.getLast());
        assertThat(millis.get(190)).isLessThan(1000);
    }

    @Test
    void namesOfTwoZonesAreNoOneChange() {
        Names both = names(ours(), zone("inner." + TestingZones.OURS, zones.address()));
        var refused = (Refused) both.plan(change(
                1,
                new Wanted(name("outside"), "A", List.of(), List.of(FIRST), 60),
                new Wanted(name("a.inner"), "A", List.of(), List.of(FIRST), 60)));
        assertThat(refused.code()).isEqualTo("SEVERAL_ZONES");
    }
}
