package com.orocloud.backup.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetentionCommandTest {

    private static final List<String> SEED = List.of(
            "--policy", "production", "--zone", "UTC", "--first", "2025-01-01T00:00Z", "--now", "2026-11-22T20:30Z");

    @TempDir
    Path folder;

    /** What the command did. */
    private record Ran(int code, List<String> lines, String notes) {}

    @Test
    void itPrintsALineForEachKeptPointOldestFirst() {
        var ran = run(SEED);

        assertThat(ran.code()).isZero();
        assertThat(ran.lines())
                .hasSize(182)
                .startsWith("2025-11-30T23:00:00Z\tMONTHLY")
                .contains("2026-10-25T23:00:00Z\tWEEKLY,MONTHLY", "2026-11-15T23:00:00Z\tHOURLY,WEEKLY")
                .endsWith("2026-11-22T20:00:00Z\tHOURLY")
                .isSorted();
        assertThat(ran.notes()).isEmpty();
    }

    @Test
    void instantsMayHaveSecondsAndAnOffsetAndArgumentsAnEqualsSign() {
        assertThat(run(List.of(
                        "--now=2026-11-22T21:30:00+01:00",
                        "--first=2025-01-01T00:00:00Z",
                        "--zone=UTC",
                        "--policy=production")))
                .isEqualTo(run(SEED));
    }

    @Test
    void aSlotAtThisVeryInstantIsThereAndOneSevenDaysOldIsNot() {
        assertThat(run(with(SEED, "--now", "2026-11-22T20:00Z")).lines())
                .contains("2026-11-22T20:00:00Z\tHOURLY", "2026-11-15T21:00:00Z\tHOURLY")
                .doesNotContain("2026-11-15T20:00:00Z\tHOURLY");
    }

    @Test
    void failedSlotsAreLeftOutAndWhoStandsForThemIsNoted() throws IOException {
        var failed = new ArrayList<>(List.of("# a Sunday", "", "2030-01-01T00:00Z"));
        for (int hour = 0; hour < 24; hour++) {
            failed.add("2026-11-08T%02d:00:00Z\r".formatted(hour));
        }
        var ran = run(and(
                SEED, "--failed", Files.write(folder.resolve("failed"), failed).toString()));

        assertThat(ran.lines()).hasSize(182).contains("2026-11-07T23:00:00Z\tWEEKLY");
        assertThat(ran.notes())
                .contains("1 failed slots before --first or after --now change nothing")
                .contains("2026-11-07T23:00:00Z is kept:")
                .contains("it stands for 2026-11-08, which has no usable point");
    }

    @Test
    void theNewestUsablePointIsKeptAlsoWithoutATier() throws IOException {
        var hours = Instant.parse("2026-11-02T01:00:00Z");
        var failed = IntStream.range(0, 200)
                .mapToObj(hour -> hours.plus(Duration.ofHours(hour)).toString())
                .toList();
        var ran = run(and(
                with(with(SEED, "--first", "2026-11-02T00:00Z"), "--now", "2026-11-10T08:30Z"),
                "--failed",
                Files.write(folder.resolve("failed"), failed).toString()));

        assertThat(ran.lines()).containsExactly("2026-11-02T00:00:00Z\t");
        assertThat(ran.notes()).contains("it is the newest usable point");
    }

    @Test
    void whatIsDeletedIsShownWithItsReason() {
        assertThat(run(and(SEED, "--deleted")).lines())
                .hasSize(16_581 - 182)
                .first()
                .asString()
                .startsWith("2025-01-01T00:00:00Z\tnot younger than 7 days; stands for none");
    }

    @Test
    void policiesOfOnesOwnAreRead() throws IOException {
        var file = Files.writeString(folder.resolve("own.yaml"), "short: {hourly: P3D}");
        assertThat(run(and(with(SEED, "--policy", "short"), "--policies", file.toString()))
                        .lines())
                .hasSize(72);
    }

    @Test
    void aPolicyWithoutAScheduleSaysSo() {
        var ran = run(with(SEED, "--policy", "development"));
        assertThat(ran.code()).isZero();
        assertThat(ran.lines()).isEmpty();
        assertThat(ran.notes()).contains("development has no schedule");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --policy | gold                 | there is no policy 'gold'; choose one of: development, production, staging, testing
            --zone   | Mars/Olympus         | there is no zone 'Mars/Olympus'; give a name of the time zone database
            --first  | yesterday            | --first 'yesterday' is no instant; write it like 2026-11-22T20:30Z
            --now    | 2026-11-22T20:30     | --now '2026-11-22T20:30' is no instant
            --now    | +123456-01-01T00:00Z | is no instant
            --first  | 2026-11-22T20:31Z    | is after --now
            --first  | 1900-01-01T00:00Z    | more than a hundred years
            """)
    void aValueThatMeansNothingIsRefusedWithAWayOut(String name, String value, String message) {
        refused(with(SEED, name, value), message);
    }

    @Test
    void argumentsThatMeanNothingAreRefused() {
        refused(List.of(), "--policy is missing");
        refused(SEED.subList(0, 6), "--now is missing");
        refused(SEED.subList(0, 7), "--now needs a value");
        refused(and(SEED, "--verbose"), "--verbose is not an argument");
        refused(and(SEED, "--zone", "UTC"), "--zone is given twice");
    }

    @Test
    void aFailedFileThatCannotBeMeantIsRefusedWithTheLine() throws IOException {
        refused(and(SEED, "--failed", folder.resolve("none").toString()), "there is no such file");
        refused(and(SEED, "--failed", folder.toString()), "it is no readable file");
        var file = Files.write(folder.resolve("failed"), List.of("2026-11-22T20:00Z", "2026-11-22T20:30Z"));
        refused(and(SEED, "--failed", file.toString()), "line 2: 2026-11-22T20:30:00Z is not a slot");
        Files.write(file, List.of("Sunday"));
        refused(and(SEED, "--failed", file.toString()), "line 1: 'Sunday' is no instant");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
        refused(and(SEED, "--failed", file.toString()), "not text in UTF-8");
    }

    @Test
    void helpIsNoMistake() {
        var ran = run(List.of("--help"));
        assertThat(ran.code()).isZero();
        assertThat(ran.lines()).anyMatch(line -> line.startsWith("Usage: deploy/retention"));
    }

    private static void refused(List<String> arguments, String message) {
        var ran = run(arguments);
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.lines()).isEmpty();
        assertThat(ran.notes()).contains(message).contains("deploy/retention --help");
    }

    private static Ran run(List<String> arguments) {
        var out = new ByteArrayOutputStream();
        var notes = new ByteArrayOutputStream();
        var code = new RetentionCommand(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(notes, true, StandardCharsets.UTF_8))
                .run(arguments);
        return new Ran(
                code, out.toString(StandardCharsets.UTF_8).lines().toList(), notes.toString(StandardCharsets.UTF_8));
    }

    private static List<String> with(List<String> arguments, String name, String value) {
        var changed = new ArrayList<>(arguments);
        changed.set(changed.indexOf(name) + 1, value);
        return changed;
    }

    private static List<String> and(List<String> arguments, String... more) {
        var longer = new ArrayList<>(arguments);
        longer.addAll(List.of(more));
        return longer;
    }
}
