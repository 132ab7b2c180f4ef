/** What Oracle tells this account of its regions. */
@NullMarked
package com.orocloud.failover.region.oci;

import org.jspecify.annotations.NullMarked;
