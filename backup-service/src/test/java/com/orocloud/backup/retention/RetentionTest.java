package com.orocloud.backup.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.orocloud.backup.retention.Candidate.Proof;
import com.orocloud.backup.retention.Candidate.Proven;
import com.orocloud.backup.retention.Candidate.Quarantined;
import com.orocloud.backup.retention.Candidate.Unproven;
import com.orocloud.backup.retention.Policy.Copies;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RetentionTest {

    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final Instant LONG_AGO = Instant.parse("2025-01-01T00:00:00Z");
    private static final Instant SUNDAY_EVENING = Instant.parse("2026-11-22T20:30:00Z");

    @Test
    void thePublishedTableKeeps182PointsOnASundayEvening() {
        var kept = preview("production", UTC, LONG_AGO, SUNDAY_EVENING);

        assertThat(kept).hasSize(182);
        assertThat(in(Tier.HOURLY, kept)).hasSize(168);
        assertThat(in(Tier.WEEKLY, kept))
                .containsExactly(
                        "2026-10-25T23:00:00Z", "2026-11-01T23:00:00Z", "2026-11-08T23:00:00Z", "2026-11-15T23:00:00Z");
        assertThat(in(Tier.MONTHLY, kept))
                .hasSize(12)
                .startsWith("2025-11-30T23:00:00Z")
                .contains("2026-05-31T23:00:00Z", "2026-02-22T23:00:00Z")
                .endsWith("2026-10-25T23:00:00Z");
    }

    @Test
    void itKeeps183BetweenTheFourthAndTheFifthSundayOfAMonth() {
        assertThat(preview("production", UTC, LONG_AGO, Instant.parse("2026-08-26T20:30:00Z")))
                .hasSize(183);
    }

    @Test
    void aScheduledPointIsKeptUntilItIsSevenDaysOld() {
        var at = Instant.parse("2026-11-10T12:00:00Z");
        var newer = scheduled(at.plus(Duration.ofDays(1)));

        assertThat(keeps(
                        List.of(scheduled(at), newer),
                        at.plus(Duration.ofDays(7)).minusMillis(1)))
                .contains(at);
        assertThat(keeps(List.of(scheduled(at), newer), at.plus(Duration.ofDays(7))))
                .doesNotContain(at);
    }

    @Test
    void aSundayCountsFromTheInstantOnAtWhichItIsOver() {
        var lastOfSunday = Instant.parse("2026-11-22T23:00:00Z");
        var midnight = Instant.parse("2026-11-23T00:00:00Z");

        assertThat(preview("production", UTC, LONG_AGO, midnight.minusMillis(1)).get(lastOfSunday))
                .containsExactly(Tier.HOURLY);
        assertThat(preview("production", UTC, LONG_AGO, midnight).get(lastOfSunday))
                .containsExactlyInAnyOrder(Tier.HOURLY, Tier.WEEKLY);
    }

    @Test
    void inNewYorkASundayIsNewYorksOwnAlsoWhenItHas25Hours() {
        var kept = preview("production", NEW_YORK, LONG_AGO, SUNDAY_EVENING);

        assertThat(in(Tier.WEEKLY, kept))
                .as("the offset is 4 hours up to the morning of 1 November, and 5 from then on")
                .containsExactly(
                        "2026-10-26T03:00:00Z", "2026-11-02T04:00:00Z", "2026-11-09T04:00:00Z", "2026-11-16T04:00:00Z");
    }

    @Test
    void the29thOfFebruaryMayBeALastSunday() {
        var now = Instant.parse("2032-03-10T00:30:00Z");

        assertThat(in(Tier.MONTHLY, preview("production", UTC, Instant.parse("2031-01-01T00:00:00Z"), now)))
                .endsWith("2032-02-29T23:00:00Z");
    }

    @Test
    void whenTheSundayHasNoneTheNearestPointOfTheDayBeforeStandsForIt() {
        var now = Instant.parse("2026-11-25T00:00:00Z");
        var saturdayMidnight = scheduled("2026-11-21T00:00:00Z");
        var monday = scheduled("2026-11-23T05:00:00Z");

        assertThat(weekly(now, saturdayMidnight, monday))
                .as("24 hours before the day begins is near enough")
                .containsOnly(Map.entry(saturdayMidnight.at(), List.of(LocalDate.of(2026, 11, 22))));
        assertThat(weekly(now, scheduled("2026-11-20T23:59:59Z"), monday))
                .as("a second more is not, and the first point after the day stands for it")
                .containsOnly(Map.entry(monday.at(), List.of(LocalDate.of(2026, 11, 22))));
    }

    @Test
    void onePointStandsForAllSundaysOfAGap() {
        var before = scheduled("2026-11-01T23:00:00Z");
        var after = scheduled("2026-11-17T09:00:00Z");

        assertThat(weekly(Instant.parse("2026-11-19T00:00:00Z"), before, after))
                .containsOnly(
                        Map.entry(before.at(), List.of()),
                        Map.entry(after.at(), List.of(LocalDate.of(2026, 11, 15), LocalDate.of(2026, 11, 8))));
    }

    @Test
    void aGapUpToNowNeverEmptiesTheArchive() {
        var sundays = Stream.of("10-04", "10-11", "10-18", "10-25", "11-01")
                .map(day -> scheduled("2026-%sT23:00:00Z".formatted(day)))
                .toList();

        assertThat(keeps(sundays, Instant.parse("2027-06-01T00:00:00Z")))
                .as("four Sundays that have a point, however long ago")
                .containsExactly(
                        Instant.parse("2026-10-11T23:00:00Z"),
                        Instant.parse("2026-10-18T23:00:00Z"),
                        Instant.parse("2026-10-25T23:00:00Z"),
                        Instant.parse("2026-11-01T23:00:00Z"));
    }

    @Test
    void noSundayBeforeTheScheduleBeganCounts() {
        var monday = Instant.parse("2026-11-16T00:00:00Z");

        assertThat(in(Tier.WEEKLY, preview("production", UTC, monday, SUNDAY_EVENING)))
                .isEmpty();
        assertThat(in(Tier.WEEKLY, preview("production", NEW_YORK, monday, SUNDAY_EVENING)))
                .as("in New York it began on Sunday evening")
                .containsExactly("2026-11-16T04:00:00Z");
    }

    @Test
    void whatSomebodyAskedForIsKeptAsLongAsTheLongestTierAndStandsForNoSunday() {
        var asked = candidate("2026-02-28T12:00:00Z", false, new Proven(true));
        var askedOnSunday = candidate("2026-11-15T23:30:00Z", false, new Proven(true));
        var newest = scheduled("2027-02-28T11:00:00Z");
        var all = List.of(asked, askedOnSunday, newest);

        var before = Instant.parse("2027-02-28T11:59:59Z");
        assertThat(verdict(asked, all, before).tiers()).containsExactly(Tier.MANUAL);
        assertThat(verdict(askedOnSunday, all, before).tiers()).containsExactly(Tier.MANUAL);
        assertThat(keeps(all, Instant.parse("2027-02-28T12:00:00Z"))).doesNotContain(asked.at());
    }

    @Test
    void nobodyCanDeleteTheNewestUsablePointNorTheNewestOutsideTheRegion() {
        var copied = candidate("2026-10-01T10:00:00Z", true, new Proven(true));
        var notCopied = candidate("2026-10-01T12:00:00Z", true, new Proven(false));
        var all = List.of(copied, notCopied);

        assertThat(verdict(copied, all, SUNDAY_EVENING).guards()).contains(Guard.NEWEST_OFF_REGION);
        assertThat(verdict(notCopied, all, SUNDAY_EVENING).guards()).contains(Guard.NEWEST_USABLE);
    }

    @Test
    void nobodyCanDeleteTheOnlyProvenPointOfItsClass() {
        var scheduled = scheduled("2026-10-01T10:00:00Z");
        var asked = candidate("2026-11-20T10:00:00Z", false, new Proven(true));

        assertThat(verdict(scheduled, List.of(scheduled, asked), SUNDAY_EVENING).guards())
                .containsExactly(Guard.ONLY_PROVEN_OF_ITS_CLASS);
    }

    @Test
    void whatIsHeldOrInUseIsKept() {
        for (var guard : List.of(Guard.HELD, Guard.IN_USE)) {
            var at = Instant.parse("2026-10-01T10:00:00Z");
            var guarded = new Candidate("guarded", at, true, new Proven(true), Set.of(guard));
            assertThat(verdict(guarded, List.of(guarded, scheduled("2026-11-20T10:00:00Z")), SUNDAY_EVENING)
                            .guards())
                    .containsExactly(guard);
        }
    }

    @Test
    void whatIsNotProvenStandsForNothingButStaysUntilSomethingNewerIsProven() {
        var unproven = candidate("2026-10-04T23:00:00Z", true, new Unproven());
        var older = scheduled("2026-10-03T23:00:00Z");
        var newer = scheduled("2026-10-05T00:00:00Z");

        assertThat(verdict(unproven, List.of(unproven, older), SUNDAY_EVENING).guards())
                .containsExactly(Guard.NO_NEWER_PROVEN);
        assertThat(keeps(List.of(unproven, older, newer), SUNDAY_EVENING)).doesNotContain(unproven.at());
    }

    @Test
    void whatDoesNotRestoreIsEvidenceFor30Days() {
        var since = Instant.parse("2026-10-04T23:10:00Z");
        var bad = candidate("2026-10-04T23:00:00Z", true, new Quarantined(since));
        var all = List.of(bad, scheduled("2026-10-05T00:00:00Z"));

        assertThat(keeps(all, since.plus(Duration.ofDays(30)))).contains(bad.at());
        assertThat(keeps(all, since.plus(Duration.ofDays(30)).plusMillis(1))).doesNotContain(bad.at());
    }

    @Test
    void everyTypeOfEnvironmentHasItsPolicy() {
        assertThat(Policies.preset().names()).containsExactly("development", "production", "staging", "testing");
        assertThat(preview("staging", UTC, LONG_AGO, SUNDAY_EVENING)).hasSize(14 * 24);
        assertThat(preview("testing", UTC, LONG_AGO, SUNDAY_EVENING)).hasSize(7 * 24);
        assertThat(preview("development", UTC, LONG_AGO, SUNDAY_EVENING)).isEmpty();
    }

    @Test
    void aPolicyWhoseHourlyPointsDoNotOutliveASundayIsRefused() {
        assertThatThrownBy(
                        () -> new Policy("short", true, Copies.EVERY, false, Duration.ofHours(49), 4, 0, Period.ZERO))
                .hasMessageContaining("50 hours at least");
    }

    @Test
    void theFirstUsablePointAfterMidnightIsTheDailyOneAndTheLeastThatIsCopied() {
        var daily = new Policy("daily", true, Copies.DAILY, false, Duration.ofDays(7), 0, 0, Period.ZERO);
        var notProven = candidate("2026-11-20T05:00:00Z", true, new Unproven());
        var first = scheduled("2026-11-20T06:00:00Z");
        var asked = candidate("2026-11-20T06:30:00Z", false, new Proven(false));
        var second = scheduled("2026-11-20T07:00:00Z");
        var evening = scheduled("2026-11-21T04:00:00Z");
        var verdicts = new Retention(daily, NEW_YORK)
                .decide(List.of(notProven, second, asked, first, evening), first.at(), SUNDAY_EVENING);

        assertThat(verdicts)
                .filteredOn(Verdict::daily)
                .extracting(Verdict::candidate)
                .containsExactly(first);
        assertThat(verdicts)
                .filteredOn(verdict -> verdict.copied(daily))
                .extracting(Verdict::candidate)
                .containsExactly(first, asked);
    }

    @Test
    void aVerdictSaysWhy() {
        var old = scheduled("2026-10-01T10:00:00Z");
        var verdict = verdict(old, List.of(old, scheduled("2026-11-20T10:00:00Z")), SUNDAY_EVENING);

        assertThat(verdict.kept()).isFalse();
        assertThat(verdict.why())
                .isEqualTo("not younger than 7 days; stands for none of the newest 4 Sundays;"
                        + " stands for none of the last Sundays of the newest 12 months");
    }

    private static Map<Instant, Set<Tier>> preview(String policy, ZoneId zone, Instant first, Instant now) {
        return new Preview(new Retention(policy(policy), zone), first, now, Set.of())
                .verdicts().stream()
                        .filter(Verdict::kept)
                        .collect(Collectors.toMap(
                                verdict -> verdict.candidate().at(), Verdict::tiers, (one, _) -> one, TreeMap::new));
    }

    private static List<String> in(Tier tier, Map<Instant, Set<Tier>> kept) {
        return kept.entrySet().stream()
                .filter(entry -> entry.getValue().contains(tier))
                .map(entry -> entry.getKey().toString())
                .toList();
    }

    private static Policy policy(String name) {
        return Policies.preset().find(name).orElseThrow();
    }

    private static List<Instant> keeps(List<Candidate> candidates, Instant now) {
        return verdicts(candidates, now).values().stream()
                .filter(Verdict::kept)
                .map(verdict -> verdict.candidate().at())
                .toList();
    }

    private static Map<Instant, List<LocalDate>> weekly(Instant now, Candidate... candidates) {
        return verdicts(Arrays.asList(candidates), now).values().stream()
                .filter(verdict -> verdict.tiers().contains(Tier.WEEKLY))
                .collect(Collectors.toMap(verdict -> verdict.candidate().at(), Verdict::substitutes));
    }

    private static Map<Instant, Verdict> verdicts(List<Candidate> candidates, Instant now) {
        var since =
                candidates.stream().map(Candidate::at).min(Instant::compareTo).orElseThrow();
        return new Retention(policy("production"), UTC)
                .decide(candidates, since, now).stream()
                        .collect(Collectors.toMap(
                                verdict -> verdict.candidate().at(),
                                verdict -> verdict,
                                (one, _) -> one,
                                TreeMap::new));
    }

    private static Verdict verdict(Candidate candidate, List<Candidate> candidates, Instant now) {
        return verdicts(candidates, now).values().stream()
                .filter(verdict -> verdict.candidate().equals(candidate))
                .findFirst()
                .orElseThrow();
    }

    private static Candidate scheduled(String at) {
        return scheduled(Instant.parse(at));
    }

    private static Candidate scheduled(Instant at) {
        return new Candidate(at.toString(), at, true, new Proven(true), Set.of());
    }

    private static Candidate candidate(String at, boolean scheduled, Proof proof) {
        return new Candidate(at, Instant.parse(at), scheduled, proof, Set.of());
    }
}
