/** What provisioning-service promises, as tests, against real servers and the local cloud. */
@NullMarked
package com.orocloud.provisioning;

import org.jspecify.annotations.NullMarked;
