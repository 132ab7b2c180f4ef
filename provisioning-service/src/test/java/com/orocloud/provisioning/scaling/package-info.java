/** How other sizes for environments are asked for, had, and given up. */
@org.jspecify.annotations.NullMarked
package com.orocloud.provisioning.scaling;
