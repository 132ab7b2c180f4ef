package com.orocloud.node;

import static com.orocloud.node.TestingCloud.main;
import static com.orocloud.node.TestingCloud.standby;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class DatabaseNodeTest {
    private static final Duration SOON = Duration.ofSeconds(90);

    private TestingCloud cloud;
    private TestingNode one;
    private TestingNode two;

    @BeforeEach
    void build() throws IOException {
        cloud = new TestingCloud();
        one = cloud.node("acme-prod-1-db-1");
        two = cloud.node("acme-prod-1-db-2");
    }

    @AfterEach
    void tearDown() throws IOException {
        cloud.close();
    }

    private void startPair() throws IOException {
        one.assign(main(one, 1, two.slot())).start();
        two.assign(standby(two, 1, one)).start();
        one.awaitReady(1);
        two.awaitReady(1);
    }

    private void promoteTwo() throws SQLException {
        two.tell("controller", "postgres", "select pg_promote()");
        two.tell("controller", "postgres", "checkpoint");
    }

    @Test
    void aMainAndItsStandbyConvergeAndStream() throws Exception {
        startPair();
        one.tell("shop", "shop", "create table orders (id int)");
        one.tell("shop", "shop", "insert into orders values (7)");

        await().atMost(SOON).ignoreExceptions().until(() -> "7".equals(two.ask("shop", "shop", "table orders")));
        assertThat(one.ask(
                        "controller",
                        "postgres",
                        "select application_name from pg_stat_replication where state = 'streaming'"))
                .isEqualTo(two.name());
        assertThat(one.state().get("databaseRole").getAsString()).isEqualTo("MAIN");
        assertThat(two.state().get("databaseRole").getAsString()).isEqualTo("STANDBY");
    }

    /** By PostgreSQL's defaults it would be every 30 s, and a controller that is cut off would think the main lost. */
    @Test
    void aStandbyHearsItsMainAllTheTimeAlsoWhenNobodyWrites() throws Exception {
        startPair();
        var heardAt = new HashSet<String>();

        await().atMost(Duration.ofSeconds(25))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> heardAt.add(two.ask(
                                "controller", "postgres", "select last_msg_receipt_time from pg_stat_wal_receiver"))
                        && heardAt.size() > 8);

        assertThat(two.ask("controller", "postgres", """
            select count(*) from pg_settings
             where name in ('wal_receiver_timeout', 'wal_sender_timeout') and setting::int / 2 < 1000\
            """)).isEqualTo("2");
    }

    @Test
    void everyRoleMayDoItsPartAndNoMore() throws Exception {
        one.assign(main(one, 1)).start().awaitReady(1);

        one.tell("controller", "postgres", "alter system set synchronous_standby_names = ''");
        one.tell("controller", "postgres", "select pg_reload_conf()");
        one.tell("controller", "postgres", "checkpoint");
        one.tell("backup", "postgres", "create database scratch");
        one.tell("backup", "shop", "set role shop; create table t (id int)");
        assertThatThrownBy(() -> one.tell("shop", "shop", "select pg_cancel_backend(1)"))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> one.tell("shop", "shop", "select pg_terminate_backend(1)"))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() -> one.connect("shop", "postgres")).hasMessageContaining("permission denied");
        assertThatThrownBy(() -> one.connect("rewind", "shop")).hasMessageContaining("no pg_hba.conf entry");
        one.tell("controller", "postgres", "select pg_terminate_backend(0)");
        assertThat(one.ask("shop", "shop", "show synchronous_commit")).isEqualTo("on");
        assertThat(one.log()).doesNotContain(TestingCloud.SECRET.values());
    }

    @Test
    void aDumpOfTheShopHoldsNoPrivilegesThatARestoreCouldNotGive() throws Exception {
        one.assign(main(one, 1)).start().awaitReady(1);
        one.tell("shop", "shop", "create table orders (id int)");

        ProcessBuilder builder = new ProcessBuilder(
                        "/usr/lib/postgresql/15/bin/pg_dump", "--host=" + one.ip(), "--username=backup", "shop")
                .redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", TestingCloud.SECRET.get("backup"));
        Process dump = builder.start();
        String sql = new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(sql).contains("CREATE TABLE public.orders").doesNotContain("REVOKE", "GRANT");
    }

    @Test
    void aDatabaseThatARestorePutInPlaceIsBroughtInOrder() throws Exception {
        one.assign(main(one, 1)).start().awaitReady(1);
        one.tell("backup", "postgres", "create database restored owner shop template template0");
        one.tell("backup", "postgres", "alter database shop rename to former");
        one.tell("backup", "postgres", "alter database restored rename to shop");

        await().atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(one.ask(
                                "shop", "shop", "select has_function_privilege('pg_cancel_backend(int)', 'execute')"))
                        .isEqualTo("f"));
    }

    @Test
    void aPromotedStandbyStaysUpAlsoWhenItsServerOrItsSupervisorIsKilled() throws Exception {
        startPair();
        one.crash();
        promoteTwo();
        two.tell("shop", "shop", "create table orders (id int)");
        long pid = two.serverPid("postgres");

        two.killSupervisor();
        two.start();
        await().atMost(SOON).until(() -> two.detail().contains("promoted"));
        assertThat(two.serverPid("postgres")).isEqualTo(pid);

        ProcessTable.kill(pid);
        await().atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(() -> two.tell("shop", "shop", "insert into orders values (1)"));
        two.awaitReady(1);
    }

    @Test
    void aFormerMainIsStoppedByANewerGenerationAndRejoinsByRewind() throws Exception {
        startPair();
        one.tell("shop", "shop", "create table orders (id int)");
        promoteTwo();
        one.tell("shop", "shop", "insert into orders values (-1)"); // lost with the former main
        two.tell("shop", "shop", "insert into orders values (1)");

        two.assign(main(two, 2, one.slot())).awaitReady(2);
        one.assign(standby(one, 2, two)).awaitReady(2);

        assertThat(one.log()).contains("rewound").doesNotContain("is copied");
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> "1".equals(one.ask("shop", "shop", "select string_agg(id::text, ',') from orders")));
    }

    @Test
    void anOlderGenerationNeverStartsAWriter() throws Exception {
        startPair();
        one.crash();
        promoteTwo();
        two.assign(main(two, 2, one.slot())).awaitReady(2);
        one.assign(standby(one, 2, two)).start().awaitReady(2);
        one.crash();

        one.assign(main(one, 1, two.slot())).start();

        await().atMost(SOON).until(() -> one.detail().startsWith("refused: generation 1 is older than 2"));
        assertThat(one.isReady(1)).isFalse();
        assertThat(one.hasProcesses()).isFalse();
        assertThatThrownBy(() -> one.connect("shop", "shop")).hasMessageContaining("refused");
    }

    @Test
    void aMainIsStoppedByANewerGenerationEvenIfTheNewMainIsNotKnownYet() throws Exception {
        one.assign(main(one, 1)).start().awaitReady(1);
        var order = standby(one, 2, one);
        order.getAsJsonObject("database").addProperty("main", "");

        one.assign(order);

        await().atMost(SOON).until(() -> one.detail().startsWith("stopped"));
        assertThat(one.hasProcesses()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "base/1", "global/1262"})
    void killedWhileItMakesADatabaseItStartsOver(String reached) throws Exception {
        one.assign(main(one, 1)).start();
        crashOnce(one, one.disk().resolve("data.new").resolve(reached));

        one.start().awaitReady(1);

        assertThat(one.ask("shop", "shop", "select 1")).isEqualTo("1");
        assertThat(one.disk().resolve("data.new")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "base/1", "standby.signal"})
    void killedWhileItCopiesTheMainItStartsOver(String reached) throws Exception {
        one.assign(main(one, 1, two.slot())).start().awaitReady(1);
        two.assign(standby(two, 1, one)).start();
        crashOnce(two, two.disk().resolve("data.new").resolve(reached));

        two.start().awaitReady(1);

        assertThat(two.ask("controller", "postgres", "select pg_is_in_recovery()"))
                .isEqualTo("t");
    }

    @Test
    void aSupervisorKilledAloneInTheMiddleOfACopyLeavesNothingThatDisturbsTheNext() throws Exception {
        one.assign(main(one, 1, two.slot())).start().awaitReady(1);
        two.assign(standby(two, 1, one)).start();
        await().pollInterval(Duration.ofMillis(2))
                .until(() -> Files.exists(two.disk().resolve("data.new/base")));

        two.killSupervisor();
        two.start().awaitReady(1);

        assertThat(two.ask("controller", "postgres", "select pg_is_in_recovery()"))
                .isEqualTo("t");
    }

    @Test
    void aRewindThatWasInterruptedIsReplacedByACopy() throws Exception {
        startPair();
        one.crash();
        promoteTwo();
        two.assign(main(two, 2, one.slot())).awaitReady(2);
        one.assign(standby(one, 2, two)).start();
        await().pollInterval(Duration.ofMillis(2))
                .atMost(SOON)
                .until(() ->
                        Files.readString(one.disk().resolve("placement.json")).contains("REWINDING"));
        one.crash();

        one.start().awaitReady(2);

        assertThat(one.ask("controller", "postgres", "select pg_is_in_recovery()"))
                .isEqualTo("t");
    }

    /** Where the moment was too short to be hit, the test says so instead of passing. */
    private static void crashOnce(TestingNode node, Path appears) {
        await().pollInterval(Duration.ofMillis(1)).atMost(SOON).until(() -> Files.exists(appears));
        node.crash();
        assertThat(node.disk().resolve("data")).doesNotExist();
    }

    @Test
    void losingTheMetadataServiceStopsNothing() throws Exception {
        one.assign(main(one, 1)).start().awaitReady(1);
        one.metadata().goAway();

        ProcessTable.kill(one.serverPid("postgres"));
        await().atMost(SOON)
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(one.ask("shop", "shop", "select 1")).isEqualTo("1"));

        one.metadata().comeBack();
        one.assign(main(one, 2));
        one.awaitReady(2);
    }

    /** Nobody looks at these nodes as failover-service would: for them the control plane is away all the time. */
    @Test
    void aMainShutsItsClientsOutOnlyWhenItsStandbyIsGoneToo() throws Exception {
        startPair();
        one.tell("shop", "shop", "create table orders (id int)");
        one.tell("controller", "postgres", "alter system set synchronous_standby_names = '\"" + two.name() + "\"'");
        one.tell("controller", "postgres", "select pg_reload_conf()");
        await().atMost(SOON)
                .until(() -> one.ask("controller", "postgres", "show synchronous_standby_names")
                        .contains(two.name()));
        two.crash();
        await().atMost(SOON).until(() -> one.log().contains("clients are shut out"));
        assertThatThrownBy(() -> one.connect("shop", "shop")).hasMessageContaining("pg_hba.conf");
        await().atMost(SOON).until(() -> !one.isReady(1));

        await().atMost(SOON).ignoreExceptions().untilAsserted(() -> {
            assertThat(one.ask("controller", "postgres", "select 1")).isEqualTo("1");
            assertThat(one.ask("shop", "shop", "select 1"))
                    .as("somebody looks after it again")
                    .isEqualTo("1");
        });
        await().atMost(SOON).until(() -> one.log().contains("clients are let in"));
    }

    @Test
    void asRootItGivesItsServersToTheirOwnUser() throws Exception {
        assumeTrue(TestingCloud.ROOT);
        one.assign(main(one, 1, two.slot())).start(false).awaitReady(1);
        two.assign(standby(two, 1, one)).start(false).awaitReady(1);

        assertThat(ProcessHandle.of(one.serverPid("postgres"))
                        .flatMap(process -> process.info().user()))
                .hasValue("postgres");
        one.crash();
        promoteTwo();
        two.assign(main(two, 2, one.slot())).awaitReady(2);
        one.assign(standby(one, 2, two)).start(false).awaitReady(2);
        assertThat(one.log()).contains("rewound");
    }

    @Test
    void toldToEndItStopsItsServerCleanly() throws Exception {
        startPair();

        two.shutDown();
        one.shutDown();

        assertThat(one.hasProcesses()).isFalse();
        assertThat(two.hasProcesses()).isFalse();
        assertThat(one.log()).contains("database system is shut down");
    }
}
