package com.google.cloud;

/** Stands for Google's libraries, which the tests of the rules do not need. */
public final class VendorType {

    public String name() {
        return "vendor";
    }
}
