package com.orocloud.node;

import com.google.gson.Gson;
import com.orocloud.node.Assignment.DatabaseRole;
import com.orocloud.node.Placement.Stage;
import com.orocloud.node.PostgresFiles.Access;
import com.orocloud.node.Programs.Result;
import com.orocloud.node.Server.Order;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL main or standby. It never promotes and never names the synchronous standby; failover-service does both
 * over SQL. What it does guard is the other direction: a main of an older generation does not start here again, and one
 * that is cut off from everybody shuts its clients out, see {@link Isolation}.
 */
final class DatabaseNode implements Workload {
    /** A standby that neither streams nor replays for this long, while its main is well, is copied anew. */
    private static final Duration LOST_AFTER = Duration.ofSeconds(20);

    /** How often a main's roles and slots are looked after when nothing has changed. */
    private static final Duration LOOK_AFTER = Duration.ofSeconds(15);

    /** Fast, which waits for the standby to have everything; then immediate, which leaves crash recovery to the start. */
    private static final List<Order> ORDERLY_END =
            List.of(new Order("INT", Duration.ofSeconds(3)), new Order("QUIT", Duration.ofMillis(700)));

    private final NodeDisk disk;
    private final PostgresFiles files;
    private final Postgres postgres;
    private final Server server;
    private final Secrets.Source secrets;
    private final Reporter reporter;
    private final String ip;
    private final Path data;
    private final Path placementFile;

    private final Isolation isolation = new Isolation();
    private Access access = Access.OPEN;

    @Nullable
    private Placement placement;

    @Nullable
    private Assignment announced;

    @Nullable
    private Assignment inOrderFor;

    private long inOrderSinceNanos;
    private String replayedTo = "";
    private long lastProgressNanos = System.nanoTime();

    /** Told what a long step is about before it begins. */
    interface Reporter {
        void report(NodeState state);
    }

    DatabaseNode(
            NodeDisk disk,
            PostgresFiles files,
            Postgres postgres,
            Server server,
            Secrets.Source secrets,
            Reporter reporter,
            String ip)
            throws IOException {
        this.disk = disk;
        this.files = files;
        this.postgres = postgres;
        this.server = server;
        this.secrets = secrets;
        this.reporter = reporter;
        this.ip = ip;
        this.data = disk.path("data");
        this.placementFile = disk.path("placement.json");
        String recorded = disk.read(placementFile);
        this.placement = recorded == null ? null : new Gson().fromJson(recorded, Placement.class);
    }

    @Override
    public NodeState converge(Assignment wanted) throws IOException, InterruptedException {
        DatabaseRole role = Objects.requireNonNull(wanted.database().role(), "a database has a role");
        return switch (Placement.on(placement, wanted.generation(), role)) {
            case Placement.Verdict.Refused(String why) -> NodeState.notYet(wanted, why);
            case Placement.Verdict.Accepted(Placement accepted) -> {
                record(accepted);
                yield switch (accepted.stage()) {
                    case NEW -> role == DatabaseRole.MAIN ? initialise(wanted, accepted) : copy(wanted, accepted);
                    case FORMER, REWINDING -> rejoin(wanted, accepted);
                    case READY -> serve(wanted, accepted);
                };
            }
        };
    }

    private void record(Placement next) throws IOException {
        if (!next.equals(placement)) {
            disk.write(placementFile, new Gson().toJson(next));
            placement = next;
            Journal.say(
                    "this disk is now " + next.role() + " of generation " + next.generation() + ", " + next.stage());
        }
    }

    private NodeState initialise(Assignment wanted, Placement accepted) throws IOException, InterruptedException {
        reporter.report(NodeState.notYet(wanted, "making an empty database"));
        Path making = disk.emptyDirectory("data.new");
        Result made = postgres.initialise(making);
        if (!made.ok()) {
            return NodeState.notYet(wanted, "initdb: " + made.complaint());
        }
        return putInPlace(making, wanted, accepted);
    }

    private NodeState copy(Assignment wanted, Placement accepted) throws IOException, InterruptedException {
        if (wanted.database().main().isEmpty() || wanted.database().slot().isEmpty()) {
            return NodeState.notYet(wanted, "waits to be told which main to follow");
        }
        files.writePasswords(secrets.of(wanted.secretsRef()));
        if (!wanted.equals(announced)) {
            announced = wanted;
            reporter.report(NodeState.notYet(
                    wanted, "copying the main " + wanted.database().main()));
        }
        Path making = disk.emptyDirectory("data.new");
        Result copied = postgres.copy(wanted, making);
        if (!copied.ok()) {
            return NodeState.notYet(wanted, "copying the main: " + copied.complaint());
        }
        files.makeStandby(making);
        return putInPlace(making, wanted, accepted);
    }

    /** From NEW on, a kill at any moment leads here again; only the last record makes the directory count. */
    private NodeState putInPlace(Path made, Assignment wanted, Placement accepted)
            throws IOException, InterruptedException {
        if (!postgres.flush(made)) {
            return NodeState.notYet(wanted, "the new data directory could not be put on the disk");
        }
        if (server.isRunning()
                && postgres.facts().filter(facts -> !facts.inRecovery()).isPresent()) {
            Journal.say("promoted while it was being copied, so the copy is not used");
            return serve(wanted, accepted);
        }
        server.stop(ORDERLY_END);
        record(accepted.at(Stage.NEW));
        disk.remove(data);
        disk.rename(made, data);
        record(accepted.at(Stage.READY));
        return serve(wanted, accepted.at(Stage.READY));
    }

    private NodeState rejoin(Assignment wanted, Placement accepted) throws IOException, InterruptedException {
        server.stop(ORDERLY_END);
        if (accepted.stage() == Stage.REWINDING) {
            record(accepted.at(Stage.NEW));
            return copy(wanted, accepted.at(Stage.NEW));
        }
        if (wanted.database().main().isEmpty()) {
            return NodeState.notYet(wanted, "stopped; waits to be told which main to follow");
        }
        files.writePasswords(secrets.of(wanted.secretsRef()));
        files.write(wanted, ip, Access.OPEN);
        if (!postgres.mainCanBeFollowed(wanted)) {
            return NodeState.notYet(wanted, "stopped; the new main cannot be followed yet");
        }
        reporter.report(NodeState.notYet(
                wanted, "rewinding to the main " + wanted.database().main()));
        record(accepted.at(Stage.REWINDING));
        files.removeLocks(data);
        Result rewound = postgres.rewind(wanted, data);
        if (!rewound.ok()) {
            Journal.say("the rewind failed, so the main is copied: " + rewound.output());
            record(accepted.at(Stage.NEW));
            return copy(wanted, accepted.at(Stage.NEW));
        }
        Journal.say("rewound: " + rewound.lastLine());
        files.makeStandby(data);
        if (!postgres.flush(data)) {
            return NodeState.notYet(wanted, "the rewound data directory could not be put on the disk");
        }
        record(accepted.at(Stage.READY));
        return serve(wanted, accepted.at(Stage.READY));
    }

    private NodeState serve(Assignment wanted, Placement accepted) throws IOException, InterruptedException {
        boolean changed = files.write(wanted, ip, access);
        if (!server.isRunning()) {
            Server.killAllUnder(data);
            files.removeLocks(data);
            server.start(postgres.server(data));
            lastProgressNanos = System.nanoTime();
        } else if (changed) {
            server.signal("HUP");
        }
        Optional<Postgres.Facts> answer = postgres.facts();
        if (answer.isEmpty()) {
            return NodeState.notYet(wanted, "the database does not answer yet");
        }
        Postgres.Facts facts = answer.get();
        isolate(wanted, isolation.after(facts, System.nanoTime()) ? Access.CLOSED : Access.OPEN);
        return facts.inRecovery() ? follow(wanted, accepted, facts) : lead(wanted);
    }

    /** A main that nobody can be waiting for shuts its clients out, and lets them in again when it is found. */
    private void isolate(Assignment wanted, Access next) throws IOException, InterruptedException {
        if (next == access) {
            return;
        }
        files.write(wanted, ip, next);
        server.signal("HUP");
        if (next == Access.CLOSED) {
            Journal.say("cut off from its standby and from failover-service: clients are shut out");
            postgres.endClients();
        } else {
            Journal.say("found again: clients are let in");
        }
        access = next;
    }

    private NodeState lead(Assignment wanted) throws IOException, InterruptedException {
        if (access == Access.CLOSED) {
            // those that came before the new rules were read
            postgres.endClients();
            return as(DatabaseRole.MAIN, wanted, false, "cut off, so clients are shut out");
        }
        if (wanted.database().role() == DatabaseRole.STANDBY) {
            return as(DatabaseRole.MAIN, wanted, true, "promoted over SQL");
        }
        boolean due = !wanted.equals(inOrderFor) || System.nanoTime() - inOrderSinceNanos > LOOK_AFTER.toNanos();
        if (due) {
            boolean inOrder = (postgres.hasRoles() || postgres.makeRoles(secrets.of(wanted.secretsRef())))
                    && postgres.keepSlots(wanted.database().slots());
            if (!inOrder && !wanted.equals(inOrderFor)) {
                return NodeState.notYet(wanted, "the roles and slots are not made yet");
            }
            inOrderFor = wanted;
            inOrderSinceNanos = System.nanoTime();
        }
        return as(DatabaseRole.MAIN, wanted, true, "accepts writes");
    }

    private NodeState follow(Assignment wanted, Placement accepted, Postgres.Facts facts)
            throws IOException, InterruptedException {
        if (wanted.database().role() == DatabaseRole.MAIN) {
            return as(DatabaseRole.STANDBY, wanted, false, "waits for its promotion");
        }
        if (facts.streaming()) {
            lastProgressNanos = System.nanoTime();
            return as(
                    DatabaseRole.STANDBY,
                    wanted,
                    true,
                    "streams from " + wanted.database().main());
        }
        if (!facts.replayedTo().equals(replayedTo)) {
            replayedTo = facts.replayedTo();
            lastProgressNanos = System.nanoTime();
        }
        boolean lost = System.nanoTime() - lastProgressNanos > LOST_AFTER.toNanos();
        if (lost && postgres.mainCanBeFollowed(wanted)) {
            lastProgressNanos = System.nanoTime();
            Journal.say("cannot follow the main any more, so it is copied");
            return copy(wanted, accepted);
        }
        return as(DatabaseRole.STANDBY, wanted, false, "does not stream yet");
    }

    private static NodeState as(DatabaseRole actual, Assignment wanted, boolean ready, String detail) {
        return NodeState.of(wanted, actual, ready, detail);
    }

    @Override
    public void stop() {
        server.close(ORDERLY_END);
    }
}
