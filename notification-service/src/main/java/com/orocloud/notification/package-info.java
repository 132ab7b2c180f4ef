/**
 * Tells people once and in time, or tells someone that they were not told.
 *
 * <p>Start with {@link com.orocloud.notification.Notice} for the rules of one mail, then
 * {@link com.orocloud.notification.Announcement} for what is worth a mail and to whom.
 */
@NullMarked
package com.orocloud.notification;

import org.jspecify.annotations.NullMarked;
