/**
 * Oracle Cloud's Core, Identity, Work Requests and a little Object Storage, on the machines and addresses that Compute
 * Engine has here too. Start with OciDialect.
 */
@NullMarked
package com.orocloud.local.cloud.oci;

import org.jspecify.annotations.NullMarked;
