/** {@code deploy/backup}: what operators and technical contacts do with backups. Start with BackupCommand. */
@NullMarked
package com.orocloud.local.backup;

import org.jspecify.annotations.NullMarked;
