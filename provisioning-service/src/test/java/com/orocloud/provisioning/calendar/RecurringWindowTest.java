package com.orocloud.provisioning.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecurringWindowTest {

    private static final RecurringWindow BERLIN =
            new RecurringWindow(RecurringWindow.SUNDAYS_AT_TWO, 120, "Europe/Berlin");

    private static Span span(String startsAt, String endsAt) {
        return new Span(Instant.parse(startsAt), Instant.parse(endsAt));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "an ordinary Sunday,             2026-11-22T12:00:00Z, 2026-11-29T01:00:00Z, 2026-11-29T03:00:00Z",
        "the short night: begins after the gap and is an hour shorter,"
                + "                              2027-03-22T12:00:00Z, 2027-03-28T01:00:00Z, 2027-03-28T02:00:00Z",
        "the long night: two o'clock comes twice and it lasts both,"
                + "                              2026-10-19T12:00:00Z, 2026-10-25T00:00:00Z, 2026-10-25T03:00:00Z",
        "summer,                          2026-07-01T12:00:00Z, 2026-07-05T00:00:00Z, 2026-07-05T02:00:00Z"
    })
    void theWindowIsWhatTheClockOnTheWallShows(String what, Instant then, Instant startsAt, Instant endsAt) {
        assertThat(BERLIN.next(then, 1)).containsExactly(new Span(startsAt, endsAt));
    }

    @Test
    void aYearOfItHasFiftyTwoSundaysAndAsManyHoursAsTheClocksSay() {
        Instant first = Instant.parse("2026-11-22T12:00:00Z");
        List<Span> year = BERLIN.next(first, 52);
        assertThat(year).hasSize(52).isSortedAccordingTo((a, b) -> a.startsAt().compareTo(b.startsAt()));
        assertThat(year.stream().map(Span::length).reduce(Duration.ZERO, Duration::plus))
                .as("one short night and one long one")
                .isEqualTo(Duration.ofHours(104));
        assertThat(year).filteredOn(span -> !span.length().equals(Duration.ofHours(2))).hasSize(2);
    }

    @Test
    void workIsCoveredOnlyIfAllOfItIs() {
        assertThat(BERLIN.covers(span("2026-11-29T01:00:00Z", "2026-11-29T03:00:00Z"))).isTrue();
        assertThat(BERLIN.covers(span("2026-11-29T01:30:00Z", "2026-11-29T02:00:00Z"))).isTrue();
        assertThat(BERLIN.covers(span("2026-11-29T00:59:59Z", "2026-11-29T02:00:00Z"))).isFalse();
        assertThat(BERLIN.covers(span("2026-11-29T01:00:00Z", "2026-11-29T03:00:01Z"))).isFalse();
        assertThat(BERLIN.covers(span("2026-11-28T01:00:00Z", "2026-11-28T02:00:00Z"))).isFalse();
        assertThat(BERLIN.covers(span("2026-11-29T01:00:00Z", "2026-12-06T03:00:00Z"))).isFalse();
    }

    @Test
    void whatGoesOnNowIsTheNextOne() {
        assertThat(BERLIN.next(Instant.parse("2026-11-29T02:00:00Z"), 2))
                .containsExactly(
                        span("2026-11-29T01:00:00Z", "2026-11-29T03:00:00Z"),
                        span("2026-12-06T01:00:00Z", "2026-12-06T03:00:00Z"));
        assertThat(BERLIN.next(Instant.parse("2026-11-29T03:00:00Z"), 1))
                .containsExactly(span("2026-12-06T01:00:00Z", "2026-12-06T03:00:00Z"));
    }

    @Test
    void aWindowAcrossMidnightAndOnTheLastSundayOfAMonthIsFound() {
        var window = new RecurringWindow("FREQ=MONTHLY;BYDAY=-1SU;BYHOUR=23;BYMINUTE=30", 240, "America/New_York");
        assertThat(window.next(Instant.parse("2026-11-01T00:00:00Z"), 2))
                .containsExactly(
                        span("2026-11-30T04:30:00Z", "2026-11-30T08:30:00Z"),
                        span("2026-12-28T04:30:00Z", "2026-12-28T08:30:00Z"));
        assertThat(window.covers(span("2026-11-30T06:00:00Z", "2026-11-30T08:00:00Z"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FREQ=WEEKLY;BYDAY=SU;BYHOUR=2;BYMINUTE=0",
                "FREQ=WEEKLY",
                "FREQ=MONTHLY;BYDAY=-1SU",
                "FREQ=DAILY;INTERVAL=2",
                "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=1"
            })
    void goodRulesAreAgreedTo(String rule) {
        assertThat(RecurringWindow.objection(rule, 120)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 120",
        "nonsense, 120",
        "FREQ=FORTNIGHTLY, 120",
        "FREQ=WEEKLY;BYDAY=XX, 120",
        "FREQ=SECONDLY, 120",
        "FREQ=HOURLY, 120",
        "FREQ=WEEKLY;COUNT=3, 120",
        "FREQ=WEEKLY;UNTIL=20300101T000000, 120",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30, 120",
        "FREQ=WEEKLY, 29",
        "FREQ=WEEKLY, 1441"
    })
    void badOnesAreNot(String rule, int minutes) {
        assertThat(RecurringWindow.objection(rule, minutes)).isPresent();
    }
}
