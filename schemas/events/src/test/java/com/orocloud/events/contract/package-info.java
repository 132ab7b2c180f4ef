/**
 * The gate that every change of the contract passes. Start with {@link com.orocloud.events.contract.CompatibilityGate}
 * for what may change, then {@link com.orocloud.events.contract.ContractLint} for what must always hold.
 */
@NullMarked
package com.orocloud.events.contract;

import org.jspecify.annotations.NullMarked;
