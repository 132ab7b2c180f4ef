/** The local cloud: one process that speaks the dialects the real cloud clients use, with real nodes and faults on demand. Start with LocalCloud. */
@NullMarked
package com.orocloud.local.cloud;

import org.jspecify.annotations.NullMarked;
