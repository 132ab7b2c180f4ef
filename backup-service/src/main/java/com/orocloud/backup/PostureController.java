package com.orocloud.backup;

import com.orocloud.backup.ProtectedEnvironment.Kept;
import java.time.Clock;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** How well an environment is protected, for operators. */
@RestController
record PostureController(Environments environments, Journals journals, Clock clock) {

    @GetMapping("/environments/{environmentId}/posture")
    PostureNow posture(@PathVariable String environmentId) {
        if (environments.find(environmentId) instanceof Kept kept) {
            var now = clock.instant();
            return PostureNow.of(environmentId, kept.posture(), journals.newestCovered(environmentId), now);
        }
        throw new ResponseStatusException(HttpStatus.NOT_FOUND, "no environment with data has that id");
    }
}
