/** Stands for Google's libraries in tests of the rules. */
@NullMarked
package com.google.cloud;

import org.jspecify.annotations.NullMarked;
