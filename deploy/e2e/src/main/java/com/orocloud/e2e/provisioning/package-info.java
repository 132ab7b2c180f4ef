/** How fast and how surely environments are built. Start with {@link com.orocloud.e2e.provisioning.ProvisioningBenchmark}. */
@NullMarked
package com.orocloud.e2e.provisioning;

import org.jspecify.annotations.NullMarked;
