/** Whether the benchmark counts right. */
@NullMarked
package com.orocloud.e2e.provisioning;

import org.jspecify.annotations.NullMarked;
