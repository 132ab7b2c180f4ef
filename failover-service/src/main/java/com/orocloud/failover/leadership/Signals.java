package com.orocloud.failover.leadership;

import com.orocloud.failover.leadership.Explanation.Signal;
import com.orocloud.failover.leadership.Look.MainView;
import com.orocloud.failover.leadership.Look.StandbyView;
import com.orocloud.failover.leadership.Sight.Missed;
import com.orocloud.failover.leadership.Sight.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was known when somebody had to be chosen, in words. */
final class Signals {

    private Signals() {}

    static List<Signal> of(Leadership leadership, Watch watch) {
        var signals = new ArrayList<Signal>();
        signals.add(new Signal("leadership", leadership.getClass().getSimpleName()));
        signals.add(new Signal("misses in a row", Integer.toString(watch.misses())));
        signals.add(new Signal("main last did a write at", known(watch.lastHealthyAt())));
        signals.add(new Signal("main's last position", known(watch.lastPosition())));
        Look look = watch.look();
        if (look != null) {
            signals.add(new Signal(
                    "main",
                    switch (look.main()) {
                        case Seen<MainView>(var main) -> "did a write at " + main.position();
                        case Missed<MainView>(var how, boolean answers) ->
                            how + (answers ? "; its machine answers" : "");
                    }));
            signals.add(new Signal(
                    "standby",
                    switch (look.standby()) {
                        case Seen<StandbyView>(var standby) -> words(standby);
                        case Missed<StandbyView>(var how, var _) -> how;
                    }));
        }
        return signals;
    }

    private static String words(StandbyView standby) {
        Duration silentFor = standby.silentFor();
        return (standby.inRecovery() ? "has received " : "is a main at ")
                + known(standby.received())
                + (silentFor == null
                        ? ", and has no receiver"
                        : ", and heard its main " + silentFor.toMillis() + " ms ago");
    }

    private static String known(@Nullable Object value) {
        return value == null ? "not known" : value.toString();
    }
}
