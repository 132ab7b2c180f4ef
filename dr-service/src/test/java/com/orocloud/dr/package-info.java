/** What dr-service promises, as tests. {@link com.orocloud.dr.Story} makes up what the other services say. */
@NullMarked
package com.orocloud.dr;

import org.jspecify.annotations.NullMarked;
