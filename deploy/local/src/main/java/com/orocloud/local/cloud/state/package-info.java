/** What the local cloud keeps on disk, so that a kill -9 forgets nothing. Start with Shelf. */
@NullMarked
package com.orocloud.local.cloud.state;

import org.jspecify.annotations.NullMarked;
