@NullMarked
package com.orocloud.provisioning.cloud;

import org.jspecify.annotations.NullMarked;
