/** Tests on real servers: PostgreSQL pairs, BIND, broker and registry. */
@NullMarked
package com.orocloud.failover;

import org.jspecify.annotations.NullMarked;
