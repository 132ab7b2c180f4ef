/**
 * Runs the whole system on one machine. Start with {@link com.orocloud.local.LocalSystem}.
 */
@NullMarked
package com.orocloud.local;

import org.jspecify.annotations.NullMarked;
