/**
 * Brings environments back in another region when theirs is lost, after their technical contact said yes.
 *
 * <p>Start with {@link com.orocloud.dr.Recovery} for the states, then {@link com.orocloud.dr.DrListener} for what the
 * service hears.
 */
@NullMarked
package com.orocloud.dr;

import org.jspecify.annotations.NullMarked;
