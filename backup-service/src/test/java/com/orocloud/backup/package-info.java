@NullMarked
package com.orocloud.backup;

import org.jspecify.annotations.NullMarked;
