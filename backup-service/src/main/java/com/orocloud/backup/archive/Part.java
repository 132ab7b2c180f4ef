package com.orocloud.backup.archive;

import java.util.Locale;

/** The objects of a backup. */
public enum Part {
    DATABASE,
    /** The files of the whole database cluster; not in every backup. */
    CLUSTER,
    /** The write-ahead log that follows the files of the cluster, stretch after stretch; see {@link LogStretch}. */
    LOG,
    MEDIA,
    MANIFEST;

    /** Last word of its key in the store. */
    String key() {
        return this == MANIFEST ? "manifest.json" : name().toLowerCase(Locale.ROOT);
    }
}
