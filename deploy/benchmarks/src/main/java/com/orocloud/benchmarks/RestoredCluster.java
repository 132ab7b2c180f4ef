package com.orocloud.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/** A data directory that was just restored, up to its first answer. */
final class RestoredCluster {

    private static final int PORT = 5433;

    private final Programs programs;
    private final Path folder;
    private final String address;

    /** @param folder belongs to the server's user; the data is to be restored into it */
    RestoredCluster(Programs programs, Path folder, String address) {
        this.programs = programs;
        this.folder = folder;
        this.address = address;
    }

    Path data() {
        return folder.resolve("data");
    }

    /** Starts it, lets it replay its log, asks it for a row, and stops it. */
    void answerOnce() throws IOException, InterruptedException, SQLException {
        programs.asServer(List.of(
                programs.postgres("pg_ctl"),
                "start",
                "--wait",
                "--silent",
                "--pgdata=" + data(),
                "--log=" + folder.resolve("log"),
                "--options=-c archive_mode=off -c port=%d -c unix_socket_directories=%s".formatted(PORT, folder)));
        try (var connection = DriverManager.getConnection(
                        "jdbc:postgresql://%s:%d/%s".formatted(address, PORT, BenchCluster.DATABASE),
                        BenchCluster.ADMIN,
                        "");
                var statement = connection.createStatement();
                var row = statement.executeQuery("select name from product where id = 42")) {
            if (!row.next()) {
                throw new IOException("the restored database lacks a row");
            }
        }
    }

    void stop() throws IOException, InterruptedException {
        programs.asServer(
                List.of(programs.postgres("pg_ctl"), "stop", "--wait", "--mode=immediate", "--pgdata=" + data()));
    }
}
