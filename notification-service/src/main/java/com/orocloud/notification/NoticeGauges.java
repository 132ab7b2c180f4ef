package com.orocloud.notification;

import com.orocloud.messaging.StateTable;
import com.orocloud.messaging.Stored;
import com.orocloud.notification.Notice.Dispatched;
import com.orocloud.notification.Notice.Queued;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/** What an alert looks at when mail itself does not work, since no mail can say so then. */
@Component
class NoticeGauges implements MeterBinder {

    private static final int MANY = 1_000;

    private final StateTable<Notice> notices;
    private final Relays relays;
    private final Clock clock;

    NoticeGauges(StateTable<Notice> notices, Relays relays, Clock clock) {
        this.notices = notices;
        this.relays = relays;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder(
                        "orocloud.notices.waiting",
                        this,
                        gauges -> gauges.waiting().size())
                .description("mails that no relay has taken yet, at most " + MANY)
                .register(registry);
        Gauge.builder("orocloud.notices.oldest", this, NoticeGauges::oldestSeconds)
                .baseUnit("seconds")
                .description("how long the oldest of them waits")
                .register(registry);
        Gauge.builder("orocloud.relays.resting", relays, Relays::resting)
                .description("mail relays that failed lately and are spared")
                .register(registry);
    }

    private List<Stored<Notice>> waiting() {
        return notices.in(MANY, Queued.class, Dispatched.class);
    }

    private double oldestSeconds() {
        Instant now = clock.instant();
        return waiting().stream()
                .mapToLong(each ->
                        Duration.between(each.state().label().queuedAt(), now).toSeconds())
                .max()
                .orElse(0);
    }
}
