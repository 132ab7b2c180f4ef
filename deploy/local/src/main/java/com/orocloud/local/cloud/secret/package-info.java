/** Secret Manager: passwords that outlive every region. Start with Secrets. */
@NullMarked
package com.orocloud.local.cloud.secret;

import org.jspecify.annotations.NullMarked;
