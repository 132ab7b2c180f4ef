@NullMarked
package com.orocloud.backup.archive;

import org.jspecify.annotations.NullMarked;
