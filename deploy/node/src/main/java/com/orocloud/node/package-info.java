/**
 * The one small supervisor that every node runs: it reads from the provider's metadata what this node is to be, makes
 * it so, and reports how far it is. Start with {@link com.orocloud.node.NodeSupervisor}; the rule that keeps two
 * databases from being written at once is {@link com.orocloud.node.Placement}.
 */
@NullMarked
package com.orocloud.node;

import org.jspecify.annotations.NullMarked;
