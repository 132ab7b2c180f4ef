package com.orocloud.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresServerTest {

    private static final AddressBlock BLOCK = AddressBlock.claim(192, 223);
    private static final Path DIRECTORY = TestFolders.fresh("postgres");
    private static final PostgresServer SERVER = new PostgresServer(new PostgresServer.Settings(
            DIRECTORY.resolve("postgres"),
            BLOCK.address(0, 4),
            5432,
            "for-tests-only",
            true,
            PostgresServer.installedBinaries(),
            System.getProperty("user.name").equals("root") ? "postgres" : null));

    @BeforeAll
    static void start() {
        SERVER.start();
    }

    @AfterAll
    static void remove() {
        SERVER.stop();
        Installation.remove(DIRECTORY);
        BLOCK.close();
    }

    @Test
    void everyServiceEntersItsOwnDatabaseOnly() throws SQLException {
        SERVER.ensureDatabase("dr", "dr", "one");
        SERVER.ensureDatabase("backup", "backup", "two");

        try (var connection = connect("dr", "dr", "one")) {
            assertThat(connection.isValid(1)).isTrue();
        }
        assertThatThrownBy(() -> connect("backup", "dr", "one")).hasMessageContaining("permission denied");
        assertThatThrownBy(() -> connect("dr", "dr", "two")).hasMessageContaining("password authentication failed");
    }

    @Test
    void anEnsuredDatabaseKeepsWhatIsInItAndTakesANewPassword() throws SQLException {
        SERVER.ensureDatabase("failover", "failover", "it's old");
        try (var connection = connect("failover", "failover", "it's old");
                var statement = connection.createStatement()) {
            statement.execute("create table kept (id int)");
        }

        SERVER.ensureDatabase("failover", "failover", "new");

        try (var connection = connect("failover", "failover", "new");
                var tables = connection.getMetaData().getTables(null, null, "kept", null)) {
            assertThat(tables.next()).isTrue();
        }
    }

    @Test
    void whatWasCommittedOutlivesSigkill() throws SQLException {
        SERVER.ensureDatabase("notification", "notification", "pw");
        try (var connection = connect("notification", "notification", "pw");
                var statement = connection.createStatement()) {
            statement.execute("create table kept (id int)");
        }

        SERVER.start().kill();
        SERVER.start();

        try (var connection = connect("notification", "notification", "pw");
                var tables = connection.getMetaData().getTables(null, null, "kept", null)) {
            assertThat(tables.next()).isTrue();
        }
    }

    @Test
    void aFrozenServerAnswersNobodyUntilThawed() throws SQLException {
        ManagedProcess process = SERVER.start();
        process.freeze();

        assertThatThrownBy(() -> SERVER.connect("postgres").close()).isInstanceOf(SQLException.class);
        process.thaw();

        process.awaitReady("answers", Duration.ofSeconds(10), () -> {
            try (var connection = SERVER.connect("postgres")) {
                return connection.isValid(1);
            }
        });
    }

    @Test
    void aFolderThatItsUserCannotEnterIsNamed() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root may become somebody else");
        Path closed = DIRECTORY.resolve("closed");
        Files.createDirectory(
                closed, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var settings = new PostgresServer.Settings(
                closed.resolve("postgres"),
                BLOCK.address(0, 5),
                5432,
                "pw",
                true,
                SERVER.settings().binaries(),
                "postgres");

        assertThatThrownBy(() -> new PostgresServer(settings).start())
                .isInstanceOf(ServerFailed.class)
                .hasMessageContaining("postgres cannot write to " + closed);
    }

    private static Connection connect(String database, String user, String password) throws SQLException {
        return DriverManager.getConnection(SERVER.settings().jdbcUrl(database), user, password);
    }
}
