package com.orocloud.e2e;

/** Something that had to happen did not. */
public final class DemoFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DemoFailed(String what) {
        super(what);
    }
}
