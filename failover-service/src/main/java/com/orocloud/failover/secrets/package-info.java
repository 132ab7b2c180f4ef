/** The passwords of sites, which are referred to and never sent. */
@NullMarked
package com.orocloud.failover.secrets;

import org.jspecify.annotations.NullMarked;
