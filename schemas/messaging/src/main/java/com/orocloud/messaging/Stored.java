package com.orocloud.messaging;

import java.time.Instant;
import java.util.UUID;

/**
 * One aggregate as it is stored.
 *
 * @param version rises by one with every change
 * @param changedAt when the state was last changed
 */
public record Stored<S>(String id, String tenantId, UUID correlationId, long version, S state, Instant changedAt) {}
