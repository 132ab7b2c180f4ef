package com.orocloud.failover.leadership;

import java.time.Instant;

/**
 * A main that takes no more writes, and a standby that has everything that it ever took.
 *
 * @param readOnlySince when the main was told to take no more
 * @param stoppedAt where its log ended after that, with every session that could write ended
 * @param replayed how far the standby had replayed then; not less
 */
public record Handover(Instant readOnlySince, WalPosition stoppedAt, WalPosition replayed) {}
