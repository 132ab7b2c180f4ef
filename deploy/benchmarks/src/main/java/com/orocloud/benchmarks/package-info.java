/** Benches: each measures one promise of the system beside its peers. Start with {@link com.orocloud.benchmarks.BackupBench}. */
@NullMarked
package com.orocloud.benchmarks;

import org.jspecify.annotations.NullMarked;
