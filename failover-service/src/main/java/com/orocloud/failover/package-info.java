/**
 * Where traffic goes: leadership of databases, health of regions, names. Start with {@code Leadership}, {@code
 * RegionHealth} and {@code Binding}; {@code FailoverListener} lists what is heard.
 */
@NullMarked
package com.orocloud.failover;

import org.jspecify.annotations.NullMarked;
