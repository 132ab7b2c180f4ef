package com.orocloud.notification;

import com.orocloud.testkit.ServiceRules;
import org.junit.jupiter.api.Test;

class NotificationRulesTest {

    @Test
    void theCodeKeepsTheRulesOfEveryService() {
        ServiceRules.check("com.orocloud.notification");
    }
}
