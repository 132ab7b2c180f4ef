package com.orocloud.backup;

import static com.orocloud.messaging.Outcome.applied;
import static com.orocloud.messaging.Outcome.ignored;

import com.orocloud.backup.Restore.Order;
import com.orocloud.events.RestoreProgressed;
import com.orocloud.events.RestoreStep;
import com.orocloud.messaging.Events;
import com.orocloud.messaging.Outcome;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a restore has come, for those who wait. It stands beside the {@link Restore}, because work that is going on holds
 * that one's lease, and a change would give it up.
 *
 * <pre>
 *   At --Reached a later step--> At
 * </pre>
 */
sealed interface RestoreProgress {

    /** It is working on this step since then. */
    record At(RestoreStep step, int stepsDone, int stepsAll, Instant since) implements RestoreProgress {}

    record Reached(Order order, RestoreStep step, Instant at) {}

    static Outcome<RestoreProgress> on(@Nullable RestoreProgress current, Reached event) {
        var steps = steps(event.order());
        int done = steps.indexOf(event.step());
        return switch (current) {
            case null -> begun(event, done, steps.size());
            case At before when before.stepsDone() >= done -> ignored("was there before");
            case At _ -> begun(event, done, steps.size());
        };
    }

    private static Outcome<RestoreProgress> begun(Reached event, int done, int all) {
        return applied(
                new At(event.step(), done, all, event.at()),
                new RestoreProgressed(
                        Events.unstamped(),
                        event.order().environmentId(),
                        event.order().restoreId(),
                        event.step(),
                        done,
                        all,
                        event.order().drCaseId()));
    }

    private static List<RestoreStep> steps(Order order) {
        return Arrays.stream(RestoreStep.values())
                .filter(step -> switch (step) {
                    case CHECKING_BACKUP -> true;
                    case SAFETY_BACKUP -> order.wantsSafetyBackup();
                    case FILLING_DATABASE, SWITCHING -> order.wantsDatabase();
                    case PUTTING_FILES -> order.wantsMedia();
                    case CHECKING_FRONT -> order.intoServedSite();
                    case UNKNOWN -> false;
                })
                .toList();
    }
}
