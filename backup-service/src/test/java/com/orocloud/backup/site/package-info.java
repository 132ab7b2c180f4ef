@NullMarked
package com.orocloud.backup.site;

import org.jspecify.annotations.NullMarked;
