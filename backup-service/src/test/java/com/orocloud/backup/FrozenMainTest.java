package com.orocloud.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.orocloud.backup.site.MainDatabase;
import com.orocloud.backup.site.PostgresPrograms;
import com.orocloud.backup.site.Snapshot;
import com.orocloud.servers.ManagedProcess;
import com.orocloud.servers.PostgresServer;
import com.orocloud.testkit.RealServers;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A main that is frozen keeps its connections and answers nothing: a failure that shows itself only by silence. */
@RealServers
class FrozenMainTest {

    private static final int ORDERS = 100_000;

    @Test
    void aDumpThatFallsSilentFailsWithinItsLimitAndSucceedsWhenTriedAgain() throws Exception {
        var site = TestingSite.fresh(1);
        site.open(ORDERS);
        var main = new MainDatabase(List.of(site.database()), TestingSite.CREDENTIALS);
        var programs = new PostgresPrograms(PostgresServer.installedBinaries(), Duration.ofSeconds(2));
        var process = ManagedProcess.find("postgres", site.postgres().settings().directory())
                .orElseThrow();
        try (var snapshot = Snapshot.of(main, Site.DATABASE)) {
            assertThatThrownBy(() -> snapshot.dump(programs, freezing(process)))
                    .isInstanceOf(IOException.class)
                    .hasStackTraceContaining("it gave nothing for 2 s");
            assertThat(process.isFrozen()).as("frozen while it was read").isTrue();
        } finally {
            process.thaw();
        }
        try (var snapshot = Snapshot.of(main, Site.DATABASE)) {
            snapshot.dump(programs, OutputStream.nullOutputStream());
        }
    }

    private static OutputStream freezing(ManagedProcess process) {
        return new OutputStream() {
            @Override
            public void write(int oneByte) {
                process.freeze();
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                process.freeze();
            }
        };
    }
}
