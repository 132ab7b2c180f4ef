/** Cloud Storage: buckets that live in a region, objects, resumable uploads. Start with StorageApi. */
@NullMarked
package com.orocloud.local.cloud.storage;

import org.jspecify.annotations.NullMarked;
