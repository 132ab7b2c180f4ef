/** A small service that delivery is tested with. */
@NullMarked
package com.orocloud.delivery;

import org.jspecify.annotations.NullMarked;
