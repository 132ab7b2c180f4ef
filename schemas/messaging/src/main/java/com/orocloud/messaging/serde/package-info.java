/** Avro records in Confluent's wire format, against any registry that speaks Confluent's REST API. */
@NullMarked
package com.orocloud.messaging.serde;

import org.jspecify.annotations.NullMarked;
