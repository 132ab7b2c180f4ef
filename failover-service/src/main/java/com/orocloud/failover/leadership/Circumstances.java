package com.orocloud.failover.leadership;

import com.orocloud.failover.automation.Automation;
import com.orocloud.failover.automation.Policy;

/** What a decision needs to know beyond the databases themselves. Asked only when something depends on it. */
@FunctionalInterface
interface Circumstances {

    /** Whether the site's region is suspected or down: then it is not a matter of nodes. */
    boolean regionInDoubt();

    /** What people asked for. */
    default Automation automation() {
        return new Automation.Automatic(Policy.DEFAULT);
    }

    /** How many mains of this site answered again within the last hour after they had been replaced as lost. */
    default int flaps() {
        return 0;
    }
}
