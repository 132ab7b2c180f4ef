package com.orocloud.messaging;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A named place at which a process can be made to die, so that tests can show that it may die anywhere.
 *
 * <p>Does nothing unless armed: by the environment variable {@code OROCLOUD_CRASH_AT} the process halts there, as after
 * {@code kill -9}; by {@link #arm} in a test the call throws {@link SimulatedCrash}.
 */
public final class CrashPoint {

    private static final String HALT_AT = System.getenv().getOrDefault("OROCLOUD_CRASH_AT", "");

    private static final Map<String, Boolean> ARMED = new ConcurrentHashMap<>();

    private static final Set<String> HIT = ConcurrentHashMap.newKeySet();

    private CrashPoint() {}

    /** What an armed crash point throws. An error, so that nothing that handles failures handles it. */
    public static final class SimulatedCrash extends Error {

        private static final long serialVersionUID = 1L;

        SimulatedCrash(String name) {
            super("simulated crash at " + name);
        }
    }

    public static void hit(String name) {
        HIT.add(name);
        if (name.equals(HALT_AT)) {
            Runtime.getRuntime().halt(137);
        }
        if (ARMED.remove(name) != null) {
            throw new SimulatedCrash(name);
        }
    }

    /** Makes the next {@link #hit} of this name throw, once. */
    public static void arm(String name) {
        ARMED.put(name, true);
    }

    /** True if the point is still waiting to be hit: a test that ends so has tested nothing. */
    public static boolean isArmed(String name) {
        return ARMED.containsKey(name);
    }

    /** Lets {@link #seen} begin anew. */
    public static void forget() {
        HIT.clear();
    }

    /** Every name that was passed since {@link #forget}, so that a test can loop over all of them. */
    public static Set<String> seen() {
        return Set.copyOf(HIT);
    }
}
