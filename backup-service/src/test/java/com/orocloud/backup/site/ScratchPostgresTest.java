package com.orocloud.backup.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is restored for a test may hold anything, also what calls out. */
class ScratchPostgresTest {

    private static final int PATIENCE_MILLIS = 500;

    private final PostgresPrograms programs = new PostgresPrograms(Path.of("/usr/lib/postgresql/15/bin"));

    @Test
    void nothingInARestoredDatabaseReachesTheWorldOutside() throws Exception {
        try (var outside = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var scratch =
                        ScratchPostgres.start(programs, Path.of("/var/tmp", "orocloud-scratch-" + UUID.randomUUID()));
                var connection = scratch.connect(ScratchPostgres.DATABASE);
                var statement = connection.createStatement()) {
            outside.setSoTimeout(PATIENCE_MILLIS);
            var call = "exec 3<>/dev/tcp/127.0.0.1/" + outside.getLocalPort();
            assertThat(new ProcessBuilder("bash", "-c", call).start().waitFor())
                    .as("the same from here")
                    .isZero();
            outside.accept().close();

            assertThat(scratch.isIsolated()).isTrue();
            assertThatThrownBy(() -> statement.execute("copy (select 1) to program 'bash -c \"" + call + "\"'"))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(outside::accept).isInstanceOf(SocketTimeoutException.class);
            assertThat(statement.executeQuery("select 1").next()).isTrue();
        }
    }
}
