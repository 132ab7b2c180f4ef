package com.orocloud.backup.retention;

/** Why a backup is kept: the rows of the published table, and backups that somebody asked for. */
public enum Tier {
    /** Every scheduled point, for a time. */
    HOURLY,
    /** The last usable point of a Sunday, for a number of Sundays. */
    WEEKLY,
    /** The last usable point of a month's last Sunday, for a number of months. */
    MONTHLY,
    /** Asked for by somebody: as long as the longest of the others. */
    MANUAL
}
