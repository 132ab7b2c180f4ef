/**
 * A place to look at regions from: a small program of its own, beside the service in the same jar, that can be put on
 * any network. Start with {@code VantagePoint}.
 */
@NullMarked
package com.orocloud.failover.vantage;

import org.jspecify.annotations.NullMarked;
