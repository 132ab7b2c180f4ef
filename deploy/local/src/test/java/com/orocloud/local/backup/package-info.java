@NullMarked
package com.orocloud.local.backup;

import org.jspecify.annotations.NullMarked;
