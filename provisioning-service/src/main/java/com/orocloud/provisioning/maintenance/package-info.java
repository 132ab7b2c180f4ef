/**
 * Work on environments: when it may be done, what must be in order before it begins, and what became of it. Start with
 * {@link com.orocloud.provisioning.maintenance.MaintenanceWindow}.
 */
@NullMarked
package com.orocloud.provisioning.maintenance;

import org.jspecify.annotations.NullMarked;
