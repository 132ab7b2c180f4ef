/** What names say. Start with {@code Binding}, then {@code Names}, which writes them. */
@NullMarked
package com.orocloud.failover.names;

import org.jspecify.annotations.NullMarked;
