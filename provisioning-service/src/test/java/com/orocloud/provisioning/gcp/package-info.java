/** What is promised here, as tests. */
@NullMarked
package com.orocloud.provisioning.gcp;

import org.jspecify.annotations.NullMarked;
