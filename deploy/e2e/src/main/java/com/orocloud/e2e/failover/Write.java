package com.orocloud.e2e.failover;

/**
 * One write that was acknowledged.
 *
 * @param begunNanos when it was sent
 * @param endedNanos when its acknowledgement came
 * @param address of the node that acknowledged it
 */
record Write(long id, long begunNanos, long endedNanos, String address) {}
