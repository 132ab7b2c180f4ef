/**
 * An environment's data where it lives: its database, its files, its credentials; and the scratch PostgreSQL in which
 * backups are proved.
 */
@NullMarked
package com.orocloud.backup.site;

import org.jspecify.annotations.NullMarked;
