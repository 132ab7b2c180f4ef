package com.orocloud.failover.leadership;

import java.time.Instant;

/** A part of a change of leadership that was reached. */
public record Reached(String phase, Instant at) {}
