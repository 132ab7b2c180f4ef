package com.orocloud.provisioning.cloud;

import com.orocloud.provisioning.cloud.Answer.Failed;
import com.orocloud.provisioning.cloud.CloudFailure.Transient;
import com.orocloud.provisioning.cloud.CloudFailure.Unknown;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A cloud whose regions fail one at a time: each region, and in it looking and changing, has its own time limit, retry,
 * circuit breaker and bulkhead. That there is no capacity or that something is refused is an answer and opens nothing.
 */
public final class GuardedCloud implements Cloud {

    /** A region that goes on failing is asked more and more seldom, but never less often than this. */
    private static final Duration LONGEST_REST = Duration.ofSeconds(30);

    private static final TimeLimiterConfig TIME = TimeLimiterConfig.custom()
            .timeoutDuration(Duration.ofSeconds(10))
            .cancelRunningFuture(true)
            .build();

    private static final RetryConfig RETRY = RetryConfig.<Answer<?>>custom()
            .maxAttempts(2)
            .intervalFunction(IntervalFunction.ofRandomized(Duration.ofMillis(200)))
            .retryOnResult(GuardedCloud::failedToAnswer)
            .retryOnException(never -> false)
            .build();

    private static final CircuitBreakerConfig BREAKER = CircuitBreakerConfig.custom()
            .slidingWindowSize(20)
            .minimumNumberOfCalls(8)
            .failureRateThreshold(60)
            .waitIntervalFunctionInOpenState(
                    IntervalFunction.ofExponentialRandomBackoff(Duration.ofSeconds(2), 2, LONGEST_REST))
            .permittedNumberOfCallsInHalfOpenState(2)
            .recordResult(result -> result instanceof Answer<?> answer && failedToAnswer(answer))
            .build();

    private static final BulkheadConfig BULKHEAD = BulkheadConfig.custom()
            .maxConcurrentCalls(16)
            .maxWaitDuration(Duration.ofSeconds(2))
            .build();

    /** What providers meter apart. */
    private enum ApiClass {
        LOOK,
        CHANGE
    }

    private final Cloud cloud;
    private final CircuitBreakerRegistry breakers;
    private final BulkheadRegistry bulkheads;
    private final Retry retry = Retry.of("cloud", RETRY);
    private final TimeLimiter time = TimeLimiter.of("cloud", TIME);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public GuardedCloud(Cloud cloud, CircuitBreakerRegistry breakers, BulkheadRegistry bulkheads) {
        this.cloud = cloud;
        this.breakers = breakers;
        this.bulkheads = bulkheads;
    }

    private static boolean failedToAnswer(Answer<?> answer) {
        return answer instanceof Failed<?>(CloudFailure failure)
                && (failure instanceof Transient || failure instanceof Unknown);
    }

    private <T> Answer<T> guarded(Place place, ApiClass api, Supplier<Answer<T>> call) {
        String name = place + " " + api;
        CircuitBreaker breaker = breakers.circuitBreaker(name, BREAKER);
        Bulkhead bulkhead = bulkheads.bulkhead(name, BULKHEAD);
        Supplier<Answer<T>> inTime = () -> inTime(place, api, call);
        Supplier<Answer<T>> inBounds = () ->
                inBounds(place, Bulkhead.decorateSupplier(bulkhead, CircuitBreaker.decorateSupplier(breaker, inTime)));
        return Retry.decorateSupplier(retry, inBounds).get();
    }

    private static <T> Answer<T> inBounds(Place place, Supplier<Answer<T>> call) {
        try {
            return call.get();
        } catch (CallNotPermittedException open) {
            return Answer.failed(new Transient("calling " + place, "it did not answer a moment ago"));
        } catch (BulkheadFullException full) {
            return Answer.failed(new Transient("calling " + place, "too many calls are running"));
        }
    }

    private <T> Answer<T> inTime(Place place, ApiClass api, Supplier<Answer<T>> call) {
        try {
            return time.executeFutureSupplier(() -> threads.submit(call::get));
        } catch (TimeoutException late) {
            String why = "no answer within " + TIME.getTimeoutDuration();
            return Answer.failed(
                    switch (api) {
                        case LOOK -> new Transient("calling " + place, why);
                        case CHANGE -> new Unknown("calling " + place, why);
                    });
        } catch (RuntimeException bug) {
            throw bug;
        } catch (Exception e) {
            throw new IllegalStateException("calling " + place, e);
        }
    }

    @Override
    public Answer<Optional<String>> ensureAddress(AddressOrder order) {
        return guarded(order.place(), ApiClass.CHANGE, () -> cloud.ensureAddress(order));
    }

    @Override
    public Answer<Boolean> releaseAddress(AddressOrder order) {
        return guarded(order.place(), ApiClass.CHANGE, () -> cloud.releaseAddress(order));
    }

    @Override
    public Answer<String> createInstance(InstanceOrder order) {
        return guarded(order.machine().place(), ApiClass.CHANGE, () -> cloud.createInstance(order));
    }

    @Override
    public Answer<Boolean> ensurePublicAddress(Instance observed, String address) {
        return guarded(observed.machine().place(), ApiClass.CHANGE, () -> cloud.ensurePublicAddress(observed, address));
    }

    @Override
    public Answer<Work> work(Machine machine, String reference) {
        return guarded(machine.place(), ApiClass.LOOK, () -> cloud.work(machine, reference));
    }

    @Override
    public Answer<Optional<Instance>> observe(Machine machine) {
        return guarded(machine.place(), ApiClass.LOOK, () -> cloud.observe(machine));
    }

    @Override
    public Answer<String> stop(Machine machine) {
        return guarded(machine.place(), ApiClass.CHANGE, () -> cloud.stop(machine));
    }

    @Override
    public Answer<String> start(Machine machine) {
        return guarded(machine.place(), ApiClass.CHANGE, () -> cloud.start(machine));
    }

    @Override
    public Answer<String> setMetadata(Instance observed, Map<String, String> items) {
        return guarded(observed.machine().place(), ApiClass.CHANGE, () -> cloud.setMetadata(observed, items));
    }

    @Override
    public Answer<Optional<GuestState>> guestState(Machine machine) {
        return guarded(machine.place(), ApiClass.LOOK, () -> cloud.guestState(machine));
    }

    @Override
    public Answer<String> releaseInstance(Machine machine) {
        return guarded(machine.place(), ApiClass.CHANGE, () -> cloud.releaseInstance(machine));
    }

    @Override
    public Answer<List<Instance>> listOwned(Place place, List<String> zones, String environmentId) {
        return guarded(place, ApiClass.LOOK, () -> cloud.listOwned(place, zones, environmentId));
    }

    @Override
    public Answer<List<Instance>> listOwned(Place place, List<String> zones) {
        return guarded(place, ApiClass.LOOK, () -> cloud.listOwned(place, zones));
    }

    @Override
    public Answer<List<ReservedAddress>> listAddresses(Place place) {
        return guarded(place, ApiClass.LOOK, () -> cloud.listAddresses(place));
    }

    @Override
    public void close() {
        threads.shutdownNow();
        cloud.close();
    }
}
