/** Whether what is found is told once, and its end too. */
@NullMarked
package com.orocloud.provisioning.inventory;

import org.jspecify.annotations.NullMarked;
