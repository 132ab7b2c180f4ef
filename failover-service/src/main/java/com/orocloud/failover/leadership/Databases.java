package com.orocloud.failover.leadership;

import com.orocloud.failover.leadership.Leadership.FailingOver;
import com.orocloud.failover.leadership.Site.DatabaseNode;
import com.orocloud.messaging.CrashPoint;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * The acts upon a site's database nodes. Each is safe to repeat from its beginning, and runs in a {@link Control}
 * session, so that a controller with an old plan is refused at the write.
 */
@Component
class Databases {

    private static final Duration CHECKPOINT_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration PROMOTION_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration DRAIN = Duration.ofMillis(150);
    private static final Duration REPLAY_TIMEOUT = Duration.ofSeconds(2);

    private final Control control;
    private final Clock clock;

    Databases(Control control, Clock clock) {
        this.control = control;
        this.clock = clock;
    }

    /**
     * Makes the candidate the main: everything that must not be missing afterwards comes before the promotion.
     *
     * <p>Its own synchronous_standby_names may have come along with a base backup or a rewind and may name itself or
     * the lost node; it is emptied first, or the new main would wait for ever for a node that cannot answer.
     */
    Promotion promote(FailingOver attempt, Control.Authority authority) throws SQLException {
        DatabaseNode candidate = attempt.roles().leaderNode();
        try (Control.Session session = control.open(attempt.roles().site(), candidate, authority)) {
            ensureSlot(session, attempt.roles().site().node(attempt.lost()).slot());
            CrashPoint.hit("failover.promote.after-slot");
            waitFor(session, "");
            takeWrites(session);
            CrashPoint.hit("failover.promote.after-release");
            WalPosition received = null;
            if (session.flag("select pg_is_in_recovery()")) {
                String position = session.text("select coalesce(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())");
                received = position.isEmpty() ? null : WalPosition.parse(position);
                session.run("select pg_promote(false)");
            }
            Instant ordered = clock.instant();
            CrashPoint.hit("failover.promote.after-promote");
            awaitMain(session, candidate);
            Instant promoted = clock.instant();
            commit(session, "orocloud.promoted");
            CrashPoint.hit("failover.promote.after-write");
            Instant writable = clock.instant();
            return new Promotion(
                    writable,
                    received,
                    attempt.fenced(),
                    List.of(
                            new Reached("PROMOTION_ORDERED", ordered),
                            new Reached("PROMOTED", promoted),
                            new Reached("WRITABLE", writable)));
        }
    }

    /**
     * Makes the main take no more writes, and waits until the standby has replayed all that it took. New transactions
     * are refused at once; those under way may end, but not for long. Commits wait for the standby as before, so that
     * even a session which insists on writing is told of nothing that the standby does not have.
     */
    Handover handOver(Roles roles, Control.Authority authority) throws SQLException {
        try (Control.Session main = control.open(roles.site(), roles.leaderNode(), authority);
                Control.Session standby = control.open(roles.site(), standby(roles), authority)) {
            ensureSlot(standby, roles.leaderNode().slot());
            Instant readOnlySince = clock.instant();
            main.run("alter system set default_transaction_read_only = on");
            main.run("select pg_reload_conf()");
            CrashPoint.hit("failover.switchover.after-read-only");
            drain(main);
            commit(main, "orocloud.handover");
            WalPosition stoppedAt = WalPosition.parse(main.text("select pg_current_wal_flush_lsn()"));
            var replayed = awaitReplay(standby, stoppedAt);
            CrashPoint.hit("failover.switchover.after-replay");
            return new Handover(readOnlySince, stoppedAt, replayed);
        }
    }

    /** Waits a moment for transactions that write to end by themselves, then ends every other client's session. */
    private void drain(Control.Session main) throws SQLException {
        Instant deadline = clock.instant().plus(DRAIN);
        while (main.flag("""
                select exists (select from pg_stat_activity
                    where backend_type = 'client backend' and backend_xid is not null and pid <> pg_backend_pid())
                from pg_sleep(0.01)
                """) && clock.instant().isBefore(deadline)) {
            CrashPoint.hit("failover.switchover.while-draining");
        }
        main.run("""
                select pg_terminate_backend(activity.pid) from pg_stat_activity as activity
                join pg_roles as role on role.oid = activity.usesysid
                where activity.backend_type = 'client backend' and role.rolname <> current_user and not role.rolsuper
                """);
    }

    private WalPosition awaitReplay(Control.Session standby, WalPosition upTo) throws SQLException {
        Instant deadline = clock.instant().plus(REPLAY_TIMEOUT);
        while (true) {
            WalPosition replayed =
                    WalPosition.parse(standby.text("select pg_last_wal_replay_lsn() from pg_sleep(0.005)"));
            if (replayed.compareTo(upTo) >= 0) {
                return replayed;
            }
            if (clock.instant().isAfter(deadline)) {
                throw new SQLException("the standby has replayed to " + replayed + ", not to " + upTo);
            }
        }
    }

    /** Lets the main take writes again. */
    void reopen(Roles roles, Control.Authority authority) throws SQLException {
        try (Control.Session session = control.open(roles.site(), roles.leaderNode(), authority)) {
            takeWrites(session);
        }
    }

    /** Undoes what a switch-over left in the settings; they come along with base backups and rewinds. */
    private static void takeWrites(Control.Session session) throws SQLException {
        if (session.flag("select current_setting('default_transaction_read_only')::boolean")) {
            session.run("alter system reset default_transaction_read_only");
            session.run("select pg_reload_conf()");
        }
    }

    private void awaitMain(Control.Session session, DatabaseNode node) throws SQLException {
        var deadline = clock.instant().plus(PROMOTION_TIMEOUT);
        while (session.flag("select pg_is_in_recovery() from pg_sleep(0.02)")) {
            if (clock.instant().isAfter(deadline)) {
                throw new SQLException("promoting " + node.nodeId() + " took longer than " + PROMOTION_TIMEOUT);
            }
        }
    }

    /** Gives the standby its slot on the main, and the main a checkpoint on its timeline, which pg_rewind reads. */
    void prepareRejoin(Roles roles, Control.Authority authority) throws SQLException {
        try (Control.Session session = control.open(roles.site(), roles.leaderNode(), authority)) {
            ensureSlot(session, standby(roles).slot());
            checkpoint(session);
        }
    }

    /** Sets the main to wait for its standby. Proves nothing yet. */
    void nameStandby(Roles roles, Control.Authority authority) throws SQLException {
        try (Control.Session session = control.open(roles.site(), standby(roles), authority)) {
            // left from when it was main: nobody will ever read it, and it would keep log for ever
            session.run(
                    "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = ? "
                            + "and not active",
                    roles.leaderNode().slot());
        }
        try (Control.Session session = control.open(roles.site(), roles.leaderNode(), authority)) {
            waitFor(session, LeadershipRule.nameOf(roles));
            CrashPoint.hit("failover.pair.after-naming");
        }
    }

    /** Releases the main from waiting. Must have been recorded before. */
    void release(Roles roles, Control.Authority authority) throws SQLException {
        try (Control.Session session = control.open(roles.site(), roles.leaderNode(), authority)) {
            waitFor(session, "");
        }
    }

    /**
     * Proves that no commit is acknowledged any more without the standby.
     *
     * <p>The standby is reported as synchronous by the process that sends to it; whether a commit waits is decided by a
     * flag that another process, the checkpointer, sets when it reads the settings. A checkpoint asked for afterwards
     * is a hand-shake with that process, so the witness commit that follows did wait, and since log is received in
     * order, everything acknowledged before it is on the standby too.
     */
    void prove(Roles roles, Control.Authority authority) throws SQLException {
        try (Control.Session session = control.open(roles.site(), roles.leaderNode(), authority)) {
            requireSynchronous(session, roles, new WalPosition(0));
            checkpoint(session);
            WalPosition witness = commit(session, "orocloud.witness");
            requireSynchronous(session, roles, witness);
            CrashPoint.hit("failover.pair.after-witness");
        }
    }

    private static void requireSynchronous(Control.Session session, Roles roles, WalPosition upTo) throws SQLException {
        boolean synchronous =
                session.flag("""
                        select current_setting('synchronous_standby_names') = ? and exists (
                            select from pg_stat_replication where application_name = ? and state = 'streaming'
                               and sync_state = 'sync' and flush_lsn >= cast(? as pg_lsn))
                        """, LeadershipRule.nameOf(roles), standby(roles).nodeId(), upTo.toString());
        if (!synchronous) {
            throw new SQLException("the main does not report " + standby(roles).nodeId() + " as synchronous");
        }
    }

    private static DatabaseNode standby(Roles roles) {
        DatabaseNode standby = roles.standbyNode();
        if (standby == null) {
            throw new IllegalStateException(roles.site().id() + " has no standby");
        }
        return standby;
    }

    private static void ensureSlot(Control.Session session, String slot) throws SQLException {
        session.run(
                "select pg_create_physical_replication_slot(?, true) "
                        + "where not exists (select from pg_replication_slots where slot_name = ?)",
                slot,
                slot);
    }

    private static void checkpoint(Control.Session session) throws SQLException {
        session.within(CHECKPOINT_TIMEOUT);
        session.run("checkpoint");
        session.within(Control.STATEMENT_TIMEOUT);
    }

    /** A commit under the node's own rules: if it is to wait for a standby, it waits. */
    private static WalPosition commit(Control.Session session, String what) throws SQLException {
        return WalPosition.parse(session.text("select pg_logical_emit_message(true, ?, '')", what));
    }

    private static void waitFor(Control.Session session, String names) throws SQLException {
        if (!session.text("select current_setting('synchronous_standby_names')").equals(names)) {
            // a setting takes no parameters; the value is a node's name between quotes, or nothing
            session.run("alter system set synchronous_standby_names = '" + names.replace("'", "''") + "'");
            session.run("select pg_reload_conf()");
        }
    }
}
