package com.orocloud.backup;

import static org.awaitility.Awaitility.await;

import com.orocloud.backup.archive.Digests;
import com.orocloud.backup.site.Credentials;
import com.orocloud.events.Component;
import com.orocloud.events.NodeRef;
import com.orocloud.servers.ManagedProcess;
import com.orocloud.servers.PostgresServer;
import com.orocloud.testkit.TestServers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A site's data: a real PostgreSQL with the roles that a node has, and a files node. */
final class TestingSite {

    static final Credentials CREDENTIALS =
            new Credentials("the backup role's password", "the replicator's password", "the-files-token");

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Map<Integer, TestingSite> SITES = new ConcurrentSkipListMap<>();

    private final PostgresServer postgres;
    private final HttpServer web;
    private final HttpServer front;
    private final SortedMap<String, byte[]> files = new ConcurrentSkipListMap<>();

    private volatile boolean brokenShop;

    private TestingSite(int number) throws IOException, SQLException {
        var address = TestServers.shared().address(1, number);
        var directory = Path.of("/var/tmp/orocloud-tests-backup", address);
        postgres = new PostgresServer(new PostgresServer.Settings(
                directory,
                address,
                5432,
                "admin",
                false,
                PostgresServer.installedBinaries(),
                "root".equals(System.getProperty("user.name")) ? PostgresServer.ADMIN : null));
        postgres.start();
        sql("postgres", "alter system set max_slot_wal_keep_size = '1GB'");
        sql("postgres", "select pg_reload_conf()");
        Runtime.getRuntime().addShutdownHook(new Thread(postgres::stop));
        web = HttpServer.create(new InetSocketAddress(address, 8090), 0);
        web.createContext("/files", this::answer);
        web.start();
        front = HttpServer.create(new InetSocketAddress(address, 8080), 0);
        front.createContext("/", this::answerVisitor);
        front.start();
    }

    /** The site with this number: shared by all tests of the JVM, and empty when a test gets it. */
    static synchronized TestingSite fresh(int number) {
        try {
            var site = SITES.get(number);
            if (site == null) {
                site = new TestingSite(number);
                SITES.put(number, site);
            }
            site.empty();
            return site;
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("starting a site", e);
        }
    }

    /** The main is killed, and what takes over is on a new timeline and has nobody's slot, as a standby that is promoted. */
    void failOver() throws IOException, SQLException {
        dropSlots();
        ManagedProcess.find(PostgresServer.NAME, postgres.settings().directory())
                .orElseThrow()
                .kill();
        Files.createFile(postgres.settings().directory().resolve("data/standby.signal"));
        postgres.start();
        sql("postgres", "select pg_promote()");
    }

    /** A slot is not free at once when its reader is gone. */
    void dropSlots() {
        await().ignoreExceptions().until(() -> {
            sql("postgres", "select pg_drop_replication_slot(slot_name) from pg_replication_slots");
            return true;
        });
    }

    private void empty() throws SQLException {
        brokenShop = false;
        files.clear();
        try (var admin = postgres.connect("postgres");
                var names = admin.createStatement()
                        .executeQuery(
                                "select datname from pg_database where datname not like 'template%' and datname <> 'postgres'")) {
            while (names.next()) {
                postgres.dropDatabase(names.getString(1));
            }
        }
        sql("postgres", """
                drop role if exists backup;
                drop role if exists shop;
                create role shop login password 'shop';
                create role backup login createdb password '%s';
                grant pg_read_all_data, shop to backup;
                drop role if exists replicator;
                create role replicator login replication password '%s';
                """.formatted(
                        CREDENTIALS.backup().replace("'", "''"),
                        CREDENTIALS.replicator().replace("'", "''")));
        sql("postgres", "create database shop owner shop");
    }

    /** The tables of the sample shop, with this many orders. */
    void open(int orders) throws SQLException {
        sql("shop", """
                set role shop;
                create table orders (id uuid primary key, item text not null, quantity int not null, attachment text,
                    created_at timestamptz not null default now());
                create table "Odd names" (n double precision, doc jsonb, raw bytea);
                insert into "Odd names" values (0.1::float8 + 0.2, '{"a": [1, null]}', '\\xdeadbeef'), (null, null, null);
                """);
        order(orders);
    }

    void order(int orders) throws SQLException {
        sql("shop", """
                insert into orders (id, item, quantity)
                select gen_random_uuid(), 'item ' || n, n from generate_series(1, %d) n
                """.formatted(orders));
    }

    void put(String name, String content) {
        files.put(name, content.getBytes(StandardCharsets.UTF_8));
    }

    Map<String, byte[]> files() {
        return files;
    }

    long orders() throws SQLException {
        try (var connection = postgres.connect("shop");
                var row = connection.createStatement().executeQuery("select count(*) from orders")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** What a visitor would find: 0 while the shop's database has no tables, is closed, or is not there. */
    long visibleOrders() {
        try {
            return orders();
        } catch (SQLException e) {
            return 0;
        }
    }

    List<String> databases() throws SQLException {
        try (var connection = postgres.connect("postgres");
                var row = connection
                        .createStatement()
                        .executeQuery(
                                "select array_agg(datname order by datname) from pg_database where not datistemplate")) {
            row.next();
            return List.of((String[]) row.getArray(1).getArray());
        }
    }

    Connection connect(String database) throws SQLException {
        return postgres.connect(database);
    }

    void sql(String database, String sql) throws SQLException {
        try (var connection = postgres.connect(database);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String database() {
        return postgres.settings().host() + ":" + postgres.settings().port();
    }

    String filesAddress() {
        return postgres.settings().host() + ":8090";
    }

    PostgresServer postgres() {
        return postgres;
    }

    List<NodeRef> nodes() {
        return List.of(
                new NodeRef(
                        Component.DATABASE,
                        "db-1",
                        "zone-a",
                        null,
                        postgres.settings().host(),
                        5432,
                        true),
                new NodeRef(
                        Component.FILES,
                        "files-1",
                        "zone-a",
                        null,
                        postgres.settings().host(),
                        8090,
                        false));
    }

    /** What a visitor gets: the shop, the maintenance page (503), or an error (502). */
    int front(@Nullable String pass) throws SQLException {
        var url = "jdbc:postgresql://" + database() + "/shop";
        try (var connection = DriverManager.getConnection(url, "shop", "shop");
                var setting = connection.createStatement().executeQuery("""
                        select substring(shobj_description(oid, 'pg_database') from 'closed to visitors, pass (.*)')
                        from pg_database where datname = 'shop'
                        """)) {
            setting.next();
            var closed = setting.getString(1);
            if (closed != null && !closed.equals(pass)) {
                return 503;
            }
            try (var row = connection.createStatement().executeQuery("select count(*) from orders")) {
                row.next();
                return brokenShop ? 502 : 200;
            }
        } catch (SQLException e) {
            return "42501".equals(e.getSQLState()) ? 503 : 502;
        }
    }

    /** The shop's own program has a fault from now on, or none any more. */
    void breakShop(boolean broken) {
        brokenShop = broken;
    }

    private void answerVisitor(HttpExchange exchange) throws IOException {
        try (exchange) {
            reply(exchange, front(exchange.getRequestHeaders().getFirst("X-Maintenance-Pass")), new byte[0]);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var name = URLDecoder.decode(
                    exchange.getRequestURI().getRawPath().replaceFirst("^/files/?", ""), StandardCharsets.UTF_8);
            if (!("Bearer " + CREDENTIALS.files())
                    .equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                reply(exchange, 401, new byte[0]);
            } else if (name.isEmpty()) {
                reply(exchange, 200, listing());
            } else if ("PUT".equals(exchange.getRequestMethod())) {
                files.put(name, exchange.getRequestBody().readAllBytes());
                reply(exchange, 201, new byte[0]);
            } else {
                reply(exchange, files.containsKey(name) ? 200 : 404, files.getOrDefault(name, new byte[0]));
            }
        }
    }

    private byte[] listing() {
        return JSON.writeValueAsBytes(files.entrySet().stream()
                .map(file -> Map.of(
                        "name",
                        file.getKey(),
                        "size",
                        file.getValue().length,
                        "sha256",
                        Digests.of(file.getValue()),
                        "modifiedAt",
                        "2026-11-23T00:00:00Z"))
                .toList());
    }

    private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    static UUID id(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }
}
