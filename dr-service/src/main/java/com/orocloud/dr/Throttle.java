package com.orocloud.dr;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Bounds how often one caller may ask for approval pages, so that guessing tokens or hammering one is pointless. Counts
 * per network address: a reverse proxy in front has to bound by itself.
 */
@Component
class Throttle {

    private static final int CALLERS_REMEMBERED = 10_000;

    /** Mail scanners and impatient people stay far below this. */
    static final int PER_MINUTE = 240;

    private static final RateLimiterConfig LIMIT = RateLimiterConfig.custom()
            .limitForPeriod(PER_MINUTE)
            .limitRefreshPeriod(Duration.ofMinutes(1))
            .timeoutDuration(Duration.ZERO)
            .build();

    private final Map<String, RateLimiter> callers = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RateLimiter> eldest) {
            return size() > CALLERS_REMEMBERED;
        }
    };

    boolean permits(String caller) {
        RateLimiter limiter;
        synchronized (callers) {
            limiter = callers.computeIfAbsent(caller, name -> RateLimiter.of(name, LIMIT));
        }
        return limiter.acquirePermission();
    }
}
