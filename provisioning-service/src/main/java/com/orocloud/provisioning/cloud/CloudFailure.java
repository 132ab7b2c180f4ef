package com.orocloud.provisioning.cloud;

/** An expected failure of a call. Each says what was being done and why it did not work. */
public sealed interface CloudFailure {

    String doing();

    String why();

    /** It may work next time: the next sweep tries again. */
    record Transient(String doing, String why) implements CloudFailure {}

    /** The zone has none left: another zone may have. */
    record Capacity(String doing, String why) implements CloudFailure {}

    /** Asking again gives the same answer: a person has to change something. */
    record Refused(String doing, String code, String why) implements CloudFailure {}

    /** The call may have worked: look before doing it again, and then with the same effect id. */
    record Unknown(String doing, String why) implements CloudFailure {}

    default String text() {
        return doing() + ": " + why();
    }
}
