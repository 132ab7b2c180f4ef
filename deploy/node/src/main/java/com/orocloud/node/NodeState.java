package com.orocloud.node;

import com.orocloud.node.Assignment.DatabaseRole;
import com.orocloud.node.Assignment.Role;
import org.jspecify.annotations.Nullable;

/** How far this node is: the guest attribute {@code orocloud/state}, which provisioning waits for. */
record NodeState(long generation, Role role, @Nullable DatabaseRole databaseRole, boolean ready, String detail) {

    static NodeState notYet(Assignment wanted, String detail) {
        return new NodeState(
                wanted.generation(), wanted.role(), wanted.database().role(), false, detail);
    }

    static NodeState of(Assignment wanted, boolean ready, String detail) {
        return new NodeState(
                wanted.generation(), wanted.role(), wanted.database().role(), ready, detail);
    }
}
