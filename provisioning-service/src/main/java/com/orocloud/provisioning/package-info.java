/**
 * Builds environments and their sites, once, and owns their nodes and addresses. Start with {@link
 * com.orocloud.provisioning.environment.Environment}, then {@link com.orocloud.provisioning.ProvisioningListener}.
 */
@NullMarked
package com.orocloud.provisioning;

import org.jspecify.annotations.NullMarked;
