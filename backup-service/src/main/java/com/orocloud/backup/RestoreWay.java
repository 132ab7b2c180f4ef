package com.orocloud.backup;

import java.time.Duration;

/** From which copy into which site a restore goes, or why it does not. */
sealed interface RestoreWay {

    record Open(Run run, Point point, Region from, Site to, Duration estimate) implements RestoreWay {}

    /** Something that it needs may still come. */
    record NotYet(String why) implements RestoreWay {}

    /** It must not be done. */
    record Closed(String code, String why) implements RestoreWay {}
}
