/** Compute Engine: instances and their node processes, addresses, operations, metadata. Start with ComputeApi. */
@NullMarked
package com.orocloud.local.cloud.compute;

import org.jspecify.annotations.NullMarked;
