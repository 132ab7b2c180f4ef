/** What people asked for about the fail-over of an environment's databases. Start with Automation. */
@NullMarked
package com.orocloud.failover.automation;

import org.jspecify.annotations.NullMarked;
