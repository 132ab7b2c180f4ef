/**
 * Measures how long writes stand still when a database's main is lost, and counts what is lost with it, beside what
 * others offer. Start with {@code FailoverBenchmark}, then {@code Trial}.
 */
@NullMarked
package com.orocloud.e2e.failover;

import org.jspecify.annotations.NullMarked;
