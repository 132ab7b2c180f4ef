/** What is promised here, as tests. */
@NullMarked
package com.orocloud.provisioning.environment;

import org.jspecify.annotations.NullMarked;
