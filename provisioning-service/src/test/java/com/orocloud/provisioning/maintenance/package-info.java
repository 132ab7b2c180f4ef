@NullMarked
package com.orocloud.provisioning.maintenance;

import org.jspecify.annotations.NullMarked;
