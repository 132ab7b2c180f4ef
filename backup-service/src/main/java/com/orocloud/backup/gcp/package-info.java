/** Google Cloud behind this service's ports; its types never leave this package. */
@NullMarked
package com.orocloud.backup.gcp;

import org.jspecify.annotations.NullMarked;
