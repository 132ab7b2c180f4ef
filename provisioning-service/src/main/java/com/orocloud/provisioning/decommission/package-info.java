/**
 * Whether an environment may end: asked for, confirmed by another person where people live from it, or let be. Start
 * with {@link com.orocloud.provisioning.decommission.Decommission}; how it ends is in the package of the environment.
 */
@NullMarked
package com.orocloud.provisioning.decommission;

import org.jspecify.annotations.NullMarked;
