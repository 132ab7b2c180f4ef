package com.orocloud.backup;

import com.orocloud.backup.Posture.Restorable;
import com.orocloud.backup.ProtectedEnvironment.Kept;
import com.orocloud.backup.ProtectedEnvironment.Protected;
import com.orocloud.backup.ProtectedEnvironment.Recovering;
import com.orocloud.events.EnvironmentType;
import com.orocloud.messaging.Stored;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** How old the newest usable point is: for each type of environment, of the one that is worst off. */
@Component
record BackupMetrics(Environments environments, Journals journals, Clock clock) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        for (EnvironmentType type : EnvironmentType.values()) {
            gauge(registry, "orocloud.backup.newest.verified.age", type, () -> oldestSeconds(type, Posture::verified));
            gauge(
                    registry,
                    "orocloud.backup.newest.off.region.age",
                    type,
                    () -> oldestSeconds(type, Posture::offRegion));
            gauge(registry, "orocloud.backup.newest.second.age", type, () -> oldestSecond(type));
        }
    }

    private static void gauge(MeterRegistry registry, String name, EnvironmentType type, Supplier<Number> age) {
        Gauge.builder(name, age).baseUnit("seconds").tag("type", type.name()).register(registry);
    }

    private double oldestSeconds(EnvironmentType type, Function<Posture, @Nullable Restorable> point) {
        return oldest(served(type)
                .map(kept -> point.apply(kept.posture()))
                .map(newest -> newest == null ? Instant.MIN : newest.recoveryPointAt()));
    }

    /** Of environments whose policy promises seconds. */
    private double oldestSecond(EnvironmentType type) {
        return oldest(served(type)
                .filter(kept -> journals.isWanted(kept.plan()))
                .map(kept -> journals.newestCovered(kept.plan().environmentId()))
                .map(covered -> covered == null ? Instant.MIN : covered.until()));
    }

    /** One that ends has no age to keep. */
    private Stream<Kept> served(EnvironmentType type) {
        return environments.kept().stream()
                .map(Stored::state)
                .filter(state -> state.plan().type() == type)
                .filter(state -> state instanceof Protected || state instanceof Recovering)
                .map(Kept.class::cast);
    }

    /** NaN if there is no such environment, infinite if one has no such point at all. */
    private double oldest(Stream<Instant> newest) {
        return newest.mapToDouble(at -> at.equals(Instant.MIN)
                        ? Double.POSITIVE_INFINITY
                        : Duration.between(at, clock.instant()).toSeconds())
                .max()
                .orElse(Double.NaN);
    }
}
