package com.orocloud.dr;

import com.orocloud.messaging.StateTable;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** The cases, to look at. For operators: it is not for the network on which the approval page is reached. */
@RestController
@RequestMapping("/cases")
class CasesController {

    private static final int LISTED_MAX = 1_000;

    private final StateTable<Recovery> recoveries;

    CasesController(StateTable<Recovery> recoveries) {
        this.recoveries = recoveries;
    }

    @GetMapping
    List<CaseView> list() {
        return recoveries.in(LISTED_MAX).stream()
                .map(stored -> CaseView.of(stored.state()))
                .toList();
    }

    /** The newest case of an environment. */
    @GetMapping("/{environmentId}")
    CaseView show(@PathVariable String environmentId) {
        return recoveries
                .find(environmentId)
                .map(stored -> CaseView.of(stored.state()))
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.NOT_FOUND, "there is no case of environment " + environmentId));
    }
}
