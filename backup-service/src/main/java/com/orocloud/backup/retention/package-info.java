/**
 * Which backups an environment keeps, and why. Pure: no clock, no store, no database. Start with {@link
 * com.orocloud.backup.retention.Retention}; {@link com.orocloud.backup.retention.RetentionCommand} shows it at work.
 */
@NullMarked
package com.orocloud.backup.retention;

import org.jspecify.annotations.NullMarked;
