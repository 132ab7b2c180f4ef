@NullMarked
package com.orocloud.benchmarks;

import org.jspecify.annotations.NullMarked;
