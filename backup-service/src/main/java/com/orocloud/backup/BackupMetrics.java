package com.orocloud.backup;

import com.orocloud.backup.Posture.Restorable;
import com.orocloud.backup.ProtectedEnvironment.Kept;
import com.orocloud.backup.ProtectedEnvironment.Protected;
import com.orocloud.backup.ProtectedEnvironment.Recovering;
import com.orocloud.events.EnvironmentType;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** How old the newest usable point is: for each type of environment, of the one that is worst off. */
@Component
record BackupMetrics(Environments environments, Clock clock) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        for (EnvironmentType type : EnvironmentType.values()) {
            gauge(registry, "orocloud.backup.newest.verified.age", type, Posture::verified);
            gauge(registry, "orocloud.backup.newest.off.region.age", type, Posture::offRegion);
        }
    }

    private void gauge(
            MeterRegistry registry, String name, EnvironmentType type, Function<Posture, @Nullable Restorable> point) {
        Gauge.builder(name, () -> oldestSeconds(type, point))
                .baseUnit("seconds")
                .tag("type", type.name())
                .register(registry);
    }

    /** NaN if there is no such environment, infinite if one has no such point at all; one that ends has no age to keep. */
    private double oldestSeconds(EnvironmentType type, Function<Posture, @Nullable Restorable> point) {
        return environments.kept().stream()
                .map(stored -> stored.state())
                .filter(state -> state.plan().type() == type)
                .filter(state -> state instanceof Protected || state instanceof Recovering)
                .map(state -> point.apply(((Kept) state).posture()))
                .mapToDouble(newest -> newest == null
                        ? Double.POSITIVE_INFINITY
                        : Duration.between(newest.recoveryPointAt(), clock.instant())
                                .toSeconds())
                .max()
                .orElse(Double.NaN);
    }
}
