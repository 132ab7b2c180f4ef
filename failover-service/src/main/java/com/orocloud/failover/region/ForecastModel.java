package com.orocloud.failover.region;

import com.orocloud.failover.region.RegionHealth.Outage;
import com.orocloud.failover.region.RegionHealth.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How likely a lost region is still lost an hour from now. Pure.
 *
 * <p>Durations of regional outages are taken as log-normal: of those that have lasted this long, the share that lasts an
 * hour longer. What is known besides shifts the odds. Median and spread are assumed, not fitted to data: there was none
 * at hand. Every forecast is scored against what happened, so that they can be fitted.
 */
final class ForecastModel {

    static final String NAME = "log-normal, median 45 min, sigma 1.3, assumed";

    private static final double MEDIAN_MINUTES = 45;
    private static final double SIGMA = 1.3;
    private static final Duration HORIZON = Duration.ofHours(1);
    private static final double ESTIMATE_BEYOND = 2.0;
    private static final double ESTIMATE_WITHIN = -1.0;
    private static final double TWO_SOURCES = 0.5;
    private static final double PROVIDER_CONFIRMS = 0.7;

    private ForecastModel() {}

    /** @param reasons in words, each with what it does to the number */
    record Estimate(double stillDownInAnHour, List<String> reasons) {}

    static Estimate of(Outage outage, Instant now) {
        double minutes = Math.max(1, Duration.between(outage.startedAt(), now).toSeconds() / 60.0);
        double base = survival(minutes + HORIZON.toMinutes()) / survival(minutes);
        List<String> reasons = new ArrayList<>();
        reasons.add(String.format(
                Locale.ROOT, "lost for %.0f min: %.0f %% of such outages last an hour longer", minutes, 100 * base));
        double shift = 0;
        Instant estimate = outage.expectedRecoveryAt();
        if (estimate != null && estimate.isAfter(now)) {
            boolean beyond = estimate.isAfter(now.plus(HORIZON));
            shift += beyond ? ESTIMATE_BEYOND : ESTIMATE_WITHIN;
            reasons.add("expected back at " + estimate + ", " + (beyond ? "after" : "within") + " the hour");
        }
        if (outage.confirmedBy().contains(Source.OPERATOR)
                && outage.confirmedBy().contains(Source.PROBE)) {
            shift += TWO_SOURCES;
            reasons.add("declared by an operator and seen by our own probes");
        }
        if (outage.confirmedBy().contains(Source.PROVIDER)) {
            shift += PROVIDER_CONFIRMS;
            reasons.add("the provider says so: " + outage.providerIncidentId());
        }
        return new Estimate(logistic(logit(base) + shift), reasons);
    }

    /** The share of outages that last longer than this. */
    static double survival(double minutes) {
        double z = (Math.log(minutes) - Math.log(MEDIAN_MINUTES)) / SIGMA;
        // the normal distribution's upper tail by its logistic approximation, good to 0.0002
        return 1 / (1 + Math.exp(z * (1.5976 + 0.070566 * z * z)));
    }

    private static double logit(double probability) {
        return Math.log(probability / (1 - probability));
    }

    private static double logistic(double odds) {
        return 1 / (1 + Math.exp(-odds));
    }
}
