/** What Google tells this account of its regions. */
@NullMarked
package com.orocloud.failover.region.gcp;

import org.jspecify.annotations.NullMarked;
