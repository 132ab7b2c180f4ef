/** Zones at Cloudflare. */
@NullMarked
package com.orocloud.failover.names.cloudflare;

import org.jspecify.annotations.NullMarked;
