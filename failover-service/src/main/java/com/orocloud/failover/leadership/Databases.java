package com.orocloud.failover.leadership;

import com.orocloud.failover.leadership.Leadership.FailingOver;
import com.orocloud.failover.leadership.Site.DatabaseNode;
import com.orocloud.messaging.CrashPoint;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * The acts upon a site's database nodes. Each is safe to repeat from its beginning, and runs in a {@link Control}
 * session, so that a controller with an old plan is refused at the write.
 */
@Component
class Databases {

    private static final Duration CHECKPOINT_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration PROMOTION_TIMEOUT = Duration.ofSeconds(10);

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
            CrashPoint.hit("failover.promote.after-release");
            WalPosition received = null;
            if (session.flag("select pg_is_in_recovery()")) {
                String position = session.text("select coalesce(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())");
                received = position.isEmpty() ? null : WalPosition.parse(position);
                session.run("select pg_promote(false)");
            }
            CrashPoint.hit("failover.promote.after-promote");
            awaitMain(session, candidate);
            commit(session, "orocloud.promoted");
            CrashPoint.hit("failover.promote.after-write");
            return new Promotion(clock.instant(), received, attempt.fenced());
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
