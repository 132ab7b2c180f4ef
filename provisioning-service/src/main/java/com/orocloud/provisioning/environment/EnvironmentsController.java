package com.orocloud.provisioning.environment;

import com.orocloud.messaging.StateTable;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Environments as they are now, to read. */
@RestController
final class EnvironmentsController {

    private static final int PAGE_MAX = 100;

    private final StateTable<Environment> table;
    private final Environments environments;

    EnvironmentsController(StateTable<Environment> table, Environments environments) {
        this.table = table;
        this.environments = environments;
    }

    /**
     * In the order of their ids.
     *
     * @param after the last id of the page before; empty for the first page
     * @param limit 1 to 100
     */
    @GetMapping("/environments")
    List<EnvironmentNow> list(
            @RequestParam(defaultValue = "") String after, @RequestParam(defaultValue = "25") int limit) {
        if (limit < 1 || limit > PAGE_MAX) {
            throw problem(HttpStatus.BAD_REQUEST, "limit must be between 1 and " + PAGE_MAX + ".");
        }
        return environments.page(after, limit).stream()
                .flatMap(id -> table.find(id).stream())
                .map(EnvironmentNow::of)
                .toList();
    }

    @GetMapping("/environments/{id}")
    EnvironmentNow one(@PathVariable String id) {
        return table.find(id)
                .map(EnvironmentNow::of)
                .orElseThrow(() -> problem(HttpStatus.NOT_FOUND, "No environment of this id is known."));
    }

    private static ErrorResponseException problem(HttpStatus status, String detail) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }
}
