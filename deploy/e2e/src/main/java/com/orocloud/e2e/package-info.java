/**
 * The main job, played through from outside: everybody who has to do with an environment, as programs that use only
 * what they would have. Start with {@link com.orocloud.e2e.Demo}.
 */
@NullMarked
package com.orocloud.e2e;

import org.jspecify.annotations.NullMarked;
