package com.orocloud.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files by which PostgreSQL is configured. They lie outside the data directory, because a base backup and a rewind
 * bring the main's data directory whole, with whatever configuration is in it.
 */
final class PostgresFiles {
    static final int PORT = 5432;

    /** A Unix socket's path fits into 108 bytes, its end included. */
    private static final int SOCKET_PATH_MAX = 107;

    private final NodeDisk disk;
    private final Path directory;
    private final Path socketDirectory;

    PostgresFiles(NodeDisk disk) throws IOException {
        this.disk = disk;
        this.directory = disk.directory("conf");
        this.socketDirectory = disk.directory("run");
        String socket = socketDirectory.resolve(".s.PGSQL." + PORT).toString();
        if (socket.length() > SOCKET_PATH_MAX) {
            throw new IOException("the node's directory is too long for a Unix socket: " + socket);
        }
    }

    Path configuration() {
        return directory.resolve("postgresql.conf");
    }

    Path passwords() {
        return directory.resolve("pgpass");
    }

    Path socketDirectory() {
        return socketDirectory;
    }

    /** Who may come: everybody, or those only who look after the database. */
    enum Access {
        OPEN("shop,controller,backup"),
        CLOSED("controller");

        private final String roles;

        Access(String roles) {
            this.roles = roles;
        }
    }

    /** Writes what differs; says whether anything did. */
    boolean write(Assignment wanted, String ip, Access access) throws IOException {
        boolean accessChanged = writeIfChanged(directory.resolve("pg_hba.conf"), entries(access));
        boolean settingsChanged = writeIfChanged(configuration(), settings(wanted, ip));
        return accessChanged || settingsChanged;
    }

    void writePasswords(Secrets secrets) throws IOException {
        writeIfChanged(
                passwords(),
                passwordLine("replicator", secrets.replicator()) + passwordLine("rewind", secrets.rewind()));
    }

    private static String passwordLine(String role, String password) {
        return "*:*:*:" + role + ":" + password.replace("\\", "\\\\").replace(":", "\\:") + "\n";
    }

    private boolean writeIfChanged(Path file, String content) throws IOException {
        if (content.equals(disk.read(file))) {
            return false;
        }
        disk.write(file, content);
        return true;
    }

    /**
     * Turns a copy of the main into a standby. What was set with ALTER SYSTEM stays behind: a copy that kept the main's
     * synchronous_standby_names would wait for itself once promoted.
     */
    void makeStandby(Path data) throws IOException {
        Path slots = data.resolve("pg_replslot");
        disk.remove(slots);
        Files.createDirectory(slots);
        disk.take(slots);
        disk.write(data.resolve("postgresql.auto.conf"), "");
        disk.write(data.resolve("standby.signal"), "");
    }

    /** Removes what a killed postmaster left; call it only when no process works in the data directory any more. */
    void removeLocks(Path data) throws IOException {
        Files.deleteIfExists(data.resolve("postmaster.pid"));
        Files.deleteIfExists(socketDirectory.resolve(".s.PGSQL." + PORT));
        Files.deleteIfExists(socketDirectory.resolve(".s.PGSQL." + PORT + ".lock"));
    }

    /** The superuser comes by the socket only, in a directory that nobody else may enter. */
    private static String entries(Access access) {
        return """
            local all         postgres                       trust
            host  all         postgres                   all reject
            host  replication replicator,controller      all scram-sha-256
            host  all         %-26s all scram-sha-256
            host  postgres    rewind                     all scram-sha-256
            """.formatted(access.roles);
    }

    private String settings(Assignment wanted, String ip) {
        return """
            # written by the node's supervisor; set with ALTER SYSTEM what is to differ
            hba_file = %s
            cluster_name = %s
            listen_addresses = %s
            port = %d
            unix_socket_directories = %s
            unix_socket_permissions = 0700
            password_encryption = scram-sha-256

            max_connections = 80
            shared_buffers = 32MB
            jit = off
            max_wal_size = 512MB

            wal_level = replica
            wal_log_hints = on
            fsync = on
            full_page_writes = on
            recovery_init_sync_method = syncfs
            synchronous_commit = on
            max_wal_senders = 10
            max_replication_slots = 10
            wal_keep_size = 128MB
            max_slot_wal_keep_size = 1GB
            hot_standby = on

            # a promotion waits out this interval; the default of 5 s would be most of the outage
            wal_retrieve_retry_interval = 100ms
            # what a standby last heard of its main decides whether a main is lost, and the limit is 1 s: each
            # side asks the other after half of its timeout, so an idle main is heard every 0.6 s, or 0.75 s
            wal_receiver_timeout = 1200ms
            wal_receiver_status_interval = 1s
            wal_sender_timeout = 1500ms
            tcp_keepalives_idle = 2
            tcp_keepalives_interval = 1
            tcp_keepalives_count = 3
            tcp_user_timeout = 5s
            idle_in_transaction_session_timeout = 60s

            log_destination = stderr
            log_timezone = UTC
            log_line_prefix = '%%m [%%p] %%q%%u@%%d '
            log_checkpoints = off
            %s\
            """.formatted(
                        quoted(directory.resolve("pg_hba.conf").toString()),
                        quoted(wanted.nodeId()),
                        quoted(ip),
                        PORT,
                        quoted(socketDirectory.toString()),
                        upstream(wanted));
    }

    private String upstream(Assignment wanted) {
        Assignment.Database database = wanted.database();
        if (database.role() != Assignment.DatabaseRole.STANDBY
                || database.main().isEmpty()) {
            return "";
        }
        String connection = "host='%s' port=%d user=replicator passfile='%s' application_name='%s' sslmode=prefer"
                        .formatted(database.main(), PORT, passwords(), wanted.nodeId())
                + " connect_timeout=2 keepalives_idle=2 keepalives_interval=1 keepalives_count=2 tcp_user_timeout=2000";
        return """

            primary_conninfo = %s
            primary_slot_name = %s
            """.formatted(quoted(connection), quoted(database.slot()));
    }

    private static String quoted(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
