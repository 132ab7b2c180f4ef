/** Where things are, and which of those places are lost. Start with Regions. */
@NullMarked
package com.orocloud.local.cloud.region;

import org.jspecify.annotations.NullMarked;
