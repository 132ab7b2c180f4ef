/** Zones in Google Cloud DNS. */
@NullMarked
package com.orocloud.failover.names.gcp;

import org.jspecify.annotations.NullMarked;
