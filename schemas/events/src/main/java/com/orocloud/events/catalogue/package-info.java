/** Which topics there are, who writes and reads them, and what may stand on them: topics.yaml, parsed. */
@NullMarked
package com.orocloud.events.catalogue;

import org.jspecify.annotations.NullMarked;
