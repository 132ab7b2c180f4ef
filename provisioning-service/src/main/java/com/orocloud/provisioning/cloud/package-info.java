/**
 * What we need of a cloud, in our words: addresses, instances, secrets, and failures that are data. Start with {@link
 * com.orocloud.provisioning.cloud.Cloud}.
 */
@NullMarked
package com.orocloud.provisioning.cloud;

import org.jspecify.annotations.NullMarked;
