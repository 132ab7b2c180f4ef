package com.orocloud.failover.leadership;

import com.orocloud.failover.leadership.Look.MainView;
import com.orocloud.failover.leadership.Look.Replica;
import com.orocloud.failover.leadership.Look.StandbyView;
import com.orocloud.failover.leadership.Sight.Missed;
import com.orocloud.failover.leadership.Sight.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Two database nodes and a client that writes, in virtual time: as much of PostgreSQL as leadership is about. It checks
 * by itself, knowing nothing of the controller, that no two mains keep acknowledging and that nothing acknowledged under
 * synchronous replication is lost.
 */
final class TestingWorld {

    static final Duration TICK = Duration.ofMillis(500);
    private static final int BYTES_A_WRITE = 64;

    /** One node. */
    static final class Node {
        final String id;
        boolean alive = true;
        boolean frozen;
        boolean main;
        boolean hiddenFromController;
        boolean takesWrites = true;
        String waitsFor = "";
        Instant heardAt = TestingSite.AT;
        List<Integer> log = new ArrayList<>();

        Node(String id) {
            this.id = id;
        }

        boolean runs() {
            return alive && !frozen;
        }
    }

    final Map<String, Node> nodes = new HashMap<>();
    final Set<Integer> acknowledged = new HashSet<>();
    final List<String> wrongs = new ArrayList<>();
    final SplittableRandom random;
    Instant now = TestingSite.AT;
    private int nextWrite;
    private @Nullable String lossAllowedFor;

    TestingWorld(SplittableRandom random) {
        this.random = random;
        TestingSite.SITE.nodes().forEach(node -> nodes.put(node.nodeId(), new Node(node.nodeId())));
        node(TestingSite.ROLES.leader()).main = true;
    }

    Node node(String id) {
        Node node = nodes.get(id);
        if (node == null) {
            throw new IllegalArgumentException(id);
        }
        return node;
    }

    private Node other(Node node) {
        return nodes.values().stream().filter(each -> each != node).findFirst().orElseThrow();
    }

    /** Half a second: replication, and a write on every main that runs. */
    void tick() {
        now = now.plus(TICK);
        Set<String> acknowledging = new HashSet<>();
        for (Node main : nodes.values()) {
            if (!main.main || !main.runs()) {
                continue;
            }
            Node standby = other(main);
            boolean streams = standby.runs() && !standby.main;
            // told to take no writes, it still takes those of the few sessions that insist
            if (!main.takesWrites && random.nextInt(5) > 0) {
                continue;
            }
            int write = nextWrite++;
            main.log.add(write);
            if (streams && (!main.waitsFor.isEmpty() || random.nextInt(10) > 0)) {
                standby.log = new ArrayList<>(main.log);
                standby.heardAt = now;
            }
            boolean waited = !main.waitsFor.isEmpty();
            if (!waited || (streams && main.waitsFor.equals("\"" + standby.id + "\""))) {
                acknowledged.add(write);
                acknowledging.add(main.id);
            }
        }
        if (acknowledging.size() > 1) {
            wrongs.add("two mains acknowledge at " + now);
        }
    }

    Look look(@Nullable String mainId, @Nullable String standbyId) {
        return new Look(
                now,
                mainId == null ? new Missed<>("not asked") : main(node(mainId)),
                standbyId == null ? new Missed<>("there is none") : standby(node(standbyId)));
    }

    private Sight<MainView> main(Node node) {
        if (!node.runs() || !node.main || node.hiddenFromController) {
            return new Missed<>("no answer in time");
        }
        Node standby = other(node);
        boolean streams = standby.runs() && !standby.main;
        boolean synchronous = node.waitsFor.equals("\"" + standby.id + "\"");
        Replica replica = streams ? new Replica(true, synchronous, position(common(node, standby))) : null;
        return new Seen<>(new MainView(position(node.log.size()), node.waitsFor, replica, node.takesWrites, true));
    }

    private Sight<StandbyView> standby(Node node) {
        if (!node.runs()) {
            return new Missed<>("no answer in time");
        }
        Node main = other(node);
        boolean receives = main.alive && main.main && !node.main;
        return new Seen<>(new StandbyView(
                !node.main, position(node.log.size()), receives ? Duration.between(node.heardAt, now) : null));
    }

    private static int common(Node main, Node standby) {
        return standby.log.size() <= main.log.size() ? standby.log.size() : 0;
    }

    private static WalPosition position(int writes) {
        return new WalPosition((long) writes * BYTES_A_WRITE);
    }

    /** What promoting does; judged here by what is true, not by what the controller believes. */
    void promote(String candidateId) {
        Node candidate = node(candidateId);
        Node old = other(candidate);
        if (!candidate.runs() || candidate.main) {
            return;
        }
        boolean oldCannotAcknowledge = !old.alive || old.waitsFor.equals("\"" + candidateId + "\"") || !old.main;
        if (!oldCannotAcknowledge) {
            wrongs.add("promoted at " + now + " while the old main could still acknowledge");
        }
        Set<Integer> missing = new HashSet<>(acknowledged);
        candidate.log.forEach(missing::remove);
        if (!missing.isEmpty() && !candidateId.equals(lossAllowedFor)) {
            wrongs.add(missing.size() + " acknowledged writes are lost by the promotion at " + now);
        }
        acknowledged.removeAll(missing);
        candidate.main = true;
        candidate.waitsFor = "";
        candidate.takesWrites = true;
    }

    /** An asynchronous fail-over was decided and said to be one: a loss is reported, not hidden. */
    void allowLoss(String candidateId) {
        lossAllowedFor = candidateId;
    }

    /** Stopped, and then brought back as the other's standby. */
    void rejoin(String id) {
        Node node = node(id);
        Node main = other(node);
        if (!node.alive && main.main) {
            node.alive = true;
            node.frozen = false;
            node.main = false;
            node.log = new ArrayList<>(main.log);
            node.heardAt = now;
        }
    }

    void stop(String id) {
        node(id).alive = false;
        node(id).frozen = false;
    }
}
