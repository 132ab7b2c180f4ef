/** What the local cloud promises, checked with the clients that the services use. */
@NullMarked
package com.orocloud.local.cloud;

import org.jspecify.annotations.NullMarked;
