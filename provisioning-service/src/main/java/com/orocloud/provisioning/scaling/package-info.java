/**
 * Another number of nodes for an environment in service: asked for by an operator, had or given up. Start with {@link
 * com.orocloud.provisioning.scaling.Scaling}; how a site gets it is in the package of sites.
 */
@NullMarked
package com.orocloud.provisioning.scaling;

import org.jspecify.annotations.NullMarked;
