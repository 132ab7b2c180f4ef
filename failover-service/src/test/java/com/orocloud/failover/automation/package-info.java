@NullMarked
package com.orocloud.failover.automation;

import org.jspecify.annotations.NullMarked;
