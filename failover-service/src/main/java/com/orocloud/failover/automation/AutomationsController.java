package com.orocloud.failover.automation;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Answers whether an environment's databases are failed over by themselves, and how. */
@RestController
class AutomationsController {

    private final Automations automations;

    AutomationsController(Automations automations) {
        this.automations = automations;
    }

    /** @param status name of the state */
    record EnvironmentAutomation(String status, Automation automation) {}

    @GetMapping("/environments/{environmentId}/automation")
    EnvironmentAutomation automation(@PathVariable String environmentId) {
        Automation automation = automations.of(environmentId);
        return new EnvironmentAutomation(automation.getClass().getSimpleName(), automation);
    }
}
