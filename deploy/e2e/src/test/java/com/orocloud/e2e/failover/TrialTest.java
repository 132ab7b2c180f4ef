package com.orocloud.e2e.failover;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.orocloud.e2e.failover.Pair.Handover;
import com.orocloud.e2e.failover.Pair.Node;
import com.orocloud.local.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is counted as a gap, as lost and as written twice. */
class TrialTest {

    private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");
    private static final Node OLD = new Node("db-1", "10.0.0.1");
    private static final Node NEW = new Node("db-2", "10.0.0.2");
    private static final Handover HANDOVER = new Handover(NEW, Map.of("WRITABLE", AT.plusMillis(1500)));

    private static Write write(long id, long begunMs, long endedMs, Node node) {
        return new Write(
                id,
                Duration.ofMillis(begunMs).toNanos(),
                Duration.ofMillis(endedMs).toNanos(),
                node.address());
    }

    private static Trial counted(Write... writes) {
        return Trial.counted("orocloud", Kind.FROZEN, OLD, HANDOVER, AT, List.of(writes), Set.of());
    }

    @Test
    void theGapLastsFromTheLastAcknowledgementOfTheOldMainToTheFirstOfTheNew() {
        Trial trial = counted(write(1, 0, 5, OLD), write(2, 10, 20, OLD), write(3, 1400, 1520, NEW));
        assertThat(trial.gapMs()).isEqualTo(1500);
        assertThat(trial.doubleWrites()).isZero();
        assertThat(trial.phases()).containsEntry("WRITABLE", 1500L);
    }

    @Test
    void aWriteThatTheNewMainDoesNotHaveMakesNoGapShorter() {
        Write lost = write(2, 1300, 1310, OLD);
        List<Write> writes = List.of(write(1, 10, 20, OLD), lost, write(3, 1400, 1520, NEW));
        Trial trial = Trial.counted("orocloud", Kind.CUT_OFF, OLD, HANDOVER, AT, writes, Set.of(lost));
        assertThat(trial.gapMs()).isEqualTo(1500);
        assertThat(trial.lost()).isEqualTo(1);
    }

    @Test
    void aWriteThatTheOldMainTookAfterTheNewOneHadBegunIsADoubleOne() {
        Trial trial = counted(write(1, 10, 20, OLD), write(2, 1400, 1520, NEW), write(3, 1521, 1530, OLD));
        assertThat(trial.doubleWrites()).isEqualTo(1);
        assertThat(trial.gapMs()).isEqualTo(1500);
    }

    @Test
    void percentilesAreMeasuredValues() {
        List<Trial> trials = java.util.stream.LongStream.rangeClosed(1, 20)
                .mapToObj(gap -> new Trial("orocloud", Kind.KILLED, gap, 10, 0, 0, Map.of()))
                .toList();
        Summary summary = Summary.of("orocloud", Kind.KILLED, trials);
        assertThat(summary.medianGapMs()).isEqualTo(10);
        assertThat(summary.p95GapMs()).isEqualTo(19);
        assertThat(summary.acknowledged()).isEqualTo(200);
    }

    @Test
    void aLostWriteIsOutsideTheLimitsHoweverFastItWas(@TempDir Path folder) throws IOException {
        var fine = new Trial("orocloud", Kind.CUT_OFF, 1500, 100, 0, 0, Map.of("WRITABLE", 1400L));
        var other = new Trial("patroni", Kind.CUT_OFF, 27_000, 100, 7, 7, Map.of());
        var lost = new Trial("orocloud", Kind.CUT_OFF, 10, 100, 1, 0, Map.of());
        var skipped = List.of(new FailoverReport.Skipped("all", "killed", "because"));
        var report = new FailoverReport(AT, Duration.ofSeconds(9), List.of(fine, other), skipped);
        assertThat(report.isWithinLimits()).isTrue();
        assertThat(report.table()).contains("18.0 x ours", "skipped: all, killed: because");
        assertThat(new FailoverReport(AT, Duration.ofSeconds(9), List.of(fine, lost), skipped).isWithinLimits())
                .isFalse();

        Path file = folder.resolve("report.json");
        report.write(file);
        assertThat(JsonSchemaFactory.getInstance(VersionFlag.V202012)
                        .getSchema(Files.readString(Home.root().resolve("deploy/failover-report.schema.json")))
                        .validate(Files.readString(file), InputFormat.JSON))
                .isEmpty();
    }
}
