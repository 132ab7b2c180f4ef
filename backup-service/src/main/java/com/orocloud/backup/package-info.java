/**
 * Takes, proves, copies and restores backups. Start with {@link com.orocloud.backup.Backup}, then
 * {@link com.orocloud.backup.ProtectedEnvironment} and {@link com.orocloud.backup.Restore}; the sweeps do the work.
 */
@NullMarked
package com.orocloud.backup;

import org.jspecify.annotations.NullMarked;
