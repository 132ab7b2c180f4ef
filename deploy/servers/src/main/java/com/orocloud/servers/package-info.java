/**
 * The real servers that the platform runs on, as processes of this machine: broker, registry, PostgreSQL, name server;
 * and what has to stand in them before a service can work. Start with {@link com.orocloud.servers.ManagedProcess}.
 */
@NullMarked
package com.orocloud.servers;

import org.jspecify.annotations.NullMarked;
