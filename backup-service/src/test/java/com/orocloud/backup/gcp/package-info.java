@NullMarked
package com.orocloud.backup.gcp;

import org.jspecify.annotations.NullMarked;
