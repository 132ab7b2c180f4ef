package com.orocloud.e2e;

/** Everything outside the product that the demo's people use. */
record World(Portal portal, Facts facts, Names names, Mailbox mailbox, CloudConsole cloud, Checks checks) {}
