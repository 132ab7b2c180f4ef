package com.orocloud.backup.site;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * The main database of a site, wherever it is now: all nodes are tried, and the one that takes writes is used, since a
 * fail-over moves it without asking us.
 */
public final class MainDatabase implements PostgresServer {

    private static final String BACKUP = "backup";
    static final String REPLICATOR = "replicator";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Longest silence of the server inside one call; sorting a large table for its digest is one. */
    private static final Duration SILENCE_MAX = Duration.ofMinutes(10);

    private final List<String> nodes;
    private final String role;
    private final String password;

    /** @param nodes {@code host:port} of each database node */
    public MainDatabase(List<String> nodes, Credentials credentials) {
        this(nodes, BACKUP, credentials.backup());
    }

    private MainDatabase(List<String> nodes, String role, String password) {
        this.nodes = List.copyOf(nodes);
        this.role = role;
        this.password = password;
    }

    /** The same, for who reads the files of the cluster and not its rows. */
    public static MainDatabase forReplication(List<String> nodes, String password) {
        return new MainDatabase(nodes, REPLICATOR, password);
    }

    @Override
    public Connection connect(String database) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", role);
        properties.setProperty("password", password);
        properties.setProperty("targetServerType", "primary");
        properties.setProperty("connectTimeout", Long.toString(CONNECT_TIMEOUT.toSeconds()));
        properties.setProperty("socketTimeout", Long.toString(SILENCE_MAX.toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "backup-service");
        return DriverManager.getConnection("jdbc:postgresql://" + String.join(",", nodes) + "/" + database, properties);
    }

    @Override
    public Map<String, String> environment() {
        return Map.of(
                "PGHOST",
                nodes.stream().map(MainDatabase::host).collect(Collectors.joining(",")),
                "PGPORT",
                nodes.stream().map(MainDatabase::port).collect(Collectors.joining(",")),
                "PGUSER",
                role,
                "PGPASSWORD",
                password,
                "PGTARGETSESSIONATTRS",
                "read-write",
                "PGCONNECT_TIMEOUT",
                Long.toString(CONNECT_TIMEOUT.toSeconds()));
    }

    private static String host(String node) {
        return node.substring(0, node.lastIndexOf(':'));
    }

    private static String port(String node) {
        return node.substring(node.lastIndexOf(':') + 1);
    }
}
