package com.orocloud.node;

import com.orocloud.node.Assignment.DatabaseRole;
import com.orocloud.node.Assignment.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far this node is: the guest attribute {@code orocloud/state}, which provisioning waits for.
 *
 * @param health status that the health page of a web node, or of a balancer, answers with; 0 if there is none
 * @param web of a balancer: the web nodes that a visitor's request may be at, or may come to
 */
record NodeState(
        long generation,
        Role role,
        @Nullable DatabaseRole databaseRole,
        boolean ready,
        String detail,
        int health,
        List<String> web) {

    static NodeState notYet(Assignment wanted, String detail) {
        return of(wanted, false, detail);
    }

    static NodeState of(Assignment wanted, boolean ready, String detail) {
        return of(wanted, wanted.database().role(), ready, detail);
    }

    static NodeState of(Assignment wanted, @Nullable DatabaseRole databaseRole, boolean ready, String detail) {
        return new NodeState(wanted.generation(), wanted.role(), databaseRole, ready, detail, 0, List.of());
    }

    NodeState withHealth(int status) {
        return new NodeState(generation, role, databaseRole, ready, detail, status, web);
    }

    NodeState withWeb(List<String> addresses) {
        return new NodeState(generation, role, databaseRole, ready, detail, health, addresses);
    }
}
