/** Google Cloud behind our ports. No type of its client leaves this package. */
@NullMarked
package com.orocloud.provisioning.gcp;

import org.jspecify.annotations.NullMarked;
