package com.orocloud.failover;

import com.orocloud.testkit.ServiceRules;
import org.junit.jupiter.api.Test;

class ServiceRulesTest {

    @Test
    void theCodeKeepsTheRulesOfEveryService() {
        ServiceRules.check("com.orocloud.failover");
    }
}
