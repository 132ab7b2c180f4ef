/**
 * Whether the providers' accounts hold what our books say: nodes that somebody changed, and things of ours that no book
 * knows. Start with {@link com.orocloud.provisioning.inventory.Inventory}.
 */
@NullMarked
package com.orocloud.provisioning.inventory;

import org.jspecify.annotations.NullMarked;
