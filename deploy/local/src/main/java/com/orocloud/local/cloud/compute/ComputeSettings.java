package com.orocloud.local.cloud.compute;

import java.time.Duration;
import java.util.Optional;

/**
 * What Compute Engine is told.
 *
 * @param block the first two numbers of its addresses
 * @param endpoint what its links begin with
 * @param operationTime how long an operation takes at least
 * @param nodes how nodes are started; when empty, machines are inert
 */
public record ComputeSettings(String block, String endpoint, Duration operationTime, Optional<NodeSettings> nodes) {}
