/**
 * How a backup is stored: sealed parts, a manifest that vouches for them, and the ports to the keys and to the object
 * store. Start with {@link com.orocloud.backup.archive.Archive}.
 */
@NullMarked
package com.orocloud.backup.archive;

import org.jspecify.annotations.NullMarked;
