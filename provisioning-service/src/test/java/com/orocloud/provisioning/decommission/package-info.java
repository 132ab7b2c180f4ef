@NullMarked
package com.orocloud.provisioning.decommission;

import org.jspecify.annotations.NullMarked;
