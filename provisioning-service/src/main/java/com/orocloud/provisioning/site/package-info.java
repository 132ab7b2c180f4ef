/**
 * A site: the nodes of one environment in one region, and what happens to them. Start with {@link
 * com.orocloud.provisioning.site.Site}, then {@link com.orocloud.provisioning.site.NodeFence}.
 */
@NullMarked
package com.orocloud.provisioning.site;

import org.jspecify.annotations.NullMarked;
