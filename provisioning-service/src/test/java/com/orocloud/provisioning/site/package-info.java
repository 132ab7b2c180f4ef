/** What is promised here, as tests. */
@NullMarked
package com.orocloud.provisioning.site;

import org.jspecify.annotations.NullMarked;
