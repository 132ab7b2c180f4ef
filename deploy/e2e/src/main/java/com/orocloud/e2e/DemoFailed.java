package com.orocloud.e2e;

/** Something that had to happen did not. */
final class DemoFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DemoFailed(String what) {
        super(what);
    }
}
