/**
 * An environment, from the request to the recovery elsewhere. Start with {@link
 * com.orocloud.provisioning.environment.Environment}, then {@link
 * com.orocloud.provisioning.environment.DisasterRecovery}.
 */
@NullMarked
package com.orocloud.provisioning.environment;

import org.jspecify.annotations.NullMarked;
