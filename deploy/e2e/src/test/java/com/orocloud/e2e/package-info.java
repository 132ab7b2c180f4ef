/** The whole system, as processes, from outside. */
@NullMarked
package com.orocloud.e2e;

import org.jspecify.annotations.NullMarked;
