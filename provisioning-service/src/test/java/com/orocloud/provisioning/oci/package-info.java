@NullMarked
package com.orocloud.provisioning.oci;

import org.jspecify.annotations.NullMarked;
