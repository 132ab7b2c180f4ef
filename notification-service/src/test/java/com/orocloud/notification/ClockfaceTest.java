package com.orocloud.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockfaceTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Europe/Amsterdam | 2026-11-23T03:12:00Z | Monday 23 November 2026, 04:12 CET (03:12 UTC)
            Europe/Amsterdam | 2026-07-23T03:12:00Z | Thursday 23 July 2026, 05:12 CEST (03:12 UTC)
            Europe/Amsterdam | 2026-10-25T00:30:00Z | Sunday 25 October 2026, 02:30 CEST (00:30 UTC)
            Europe/Amsterdam | 2026-10-25T01:30:00Z | Sunday 25 October 2026, 02:30 CET (01:30 UTC)
            America/Los_Angeles | 2026-11-23T03:12:00Z | Sunday 22 November 2026, 19:12 PST (03:12 UTC, Monday 23 November)
            Z                | 2026-11-23T03:12:00Z | Monday 23 November 2026, 03:12 UTC
            """)
    void saysTheReadersTimeAndUtc(String zone, Instant instant, String said) {
        assertThat(new Clockface(ZoneId.of(zone)).time(instant)).isEqualTo(said);
    }

    @Test
    void leavesTheDayOutOnlyIfItIsTheSameForTheReader() {
        var clock = new Clockface(ZoneOffset.UTC);
        Instant outage = Instant.parse("2026-11-23T00:10:00Z");
        assertThat(clock.timeAfter(outage, Instant.parse("2026-11-23T00:01:00Z")))
                .isEqualTo("00:01 UTC");
        assertThat(clock.timeAfter(outage, Instant.parse("2026-11-22T23:40:00Z")))
                .isEqualTo("Sunday 22 November 2026, 23:40 UTC");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 seconds",
        "1, 1 second",
        "119, 119 seconds",
        "120, 2 minutes",
        "3599, 59 minutes",
        "3600, 1 hour",
        "3660, 1 hour 1 minute",
        "93600, 26 hours",
        "180000, 2 days 2 hours",
        "-5, 0 seconds"
    })
    void saysDurationsAsPeopleDo(long seconds, String said) {
        assertThat(Clockface.duration(seconds)).isEqualTo(said);
    }

    @ParameterizedTest
    @CsvSource({
        "3600, 7200, 1 to 2 hours",
        "3600, 3600, about 1 hour",
        "3600, 5000, 60 to 85 minutes",
        "4500, 9000, 75 to 150 minutes",
        "8000, 20000, 2 hours 15 minutes to 5 hours 35 minutes",
        "7200, 3600, about 2 hours",
        "0, 60, 0 to 5 minutes"
    })
    void saysEstimatesWithoutPretendingToKnowTheMinute(long from, long to, String said) {
        assertThat(Clockface.between(from, to)).isEqualTo(said);
    }
}
