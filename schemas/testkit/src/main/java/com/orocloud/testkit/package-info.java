/**
 * What tests stand on: a real broker, registry and PostgreSQL ({@link com.orocloud.testkit.RealServers}), the rules that
 * every service's code keeps ({@link com.orocloud.testkit.ServiceRules}), and a delivery that duplicates, reorders and
 * drops ({@link com.orocloud.testkit.Simulation}).
 */
@NullMarked
package com.orocloud.testkit;

import org.jspecify.annotations.NullMarked;
