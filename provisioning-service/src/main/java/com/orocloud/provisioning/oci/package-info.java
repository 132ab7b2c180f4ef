/** Oracle Cloud behind our ports. No type of its client leaves this package. */
@NullMarked
package com.orocloud.provisioning.oci;

import org.jspecify.annotations.NullMarked;
