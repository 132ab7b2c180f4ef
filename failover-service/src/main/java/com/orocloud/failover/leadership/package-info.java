/**
 * Who may write to a site's database. Start with {@code Leadership}, then {@code LeadershipRule}, which decides, and
 * {@code Databases}, which acts.
 */
@NullMarked
package com.orocloud.failover.leadership;

import org.jspecify.annotations.NullMarked;
