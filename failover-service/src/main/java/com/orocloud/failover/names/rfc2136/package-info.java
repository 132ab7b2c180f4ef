/** Zones on name servers that take dynamic updates, such as BIND. */
@NullMarked
package com.orocloud.failover.names.rfc2136;

import org.jspecify.annotations.NullMarked;
