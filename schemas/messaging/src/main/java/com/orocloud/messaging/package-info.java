/**
 * Delivery: how a service hears events and says its own, so that nothing is lost, nothing is done twice, and the events
 * of one key are handled in order.
 *
 * <p>Start with {@link com.orocloud.messaging.Outcome}, then {@link com.orocloud.messaging.Inbox} (what happens to one
 * event that was heard) and {@link com.orocloud.messaging.Outbox} (how one that is said gets out).
 */
@NullMarked
package com.orocloud.messaging;

import org.jspecify.annotations.NullMarked;
