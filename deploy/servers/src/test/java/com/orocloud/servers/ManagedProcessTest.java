package com.orocloud.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.orocloud.servers.ManagedProcess.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManagedProcessTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Path directory = TestFolders.fresh("process");

    @AfterEach
    void remove() {
        Installation.remove(directory);
    }

    @Test
    void startingAgainAdoptsWhatRuns() {
        ManagedProcess first = start("sleep 60");

        assertThat(start("sleep 60").pid()).isEqualTo(first.pid());
        assertThat(ManagedProcess.find("program", directory)).isPresent();
    }

    @Test
    void itIsKnownBeforeItDoesAnythingSoThatNobodyWhoIsKilledLeavesAStranger() {
        ManagedProcess process = start("cp program.pid seen; sleep 60");
        Path seen = directory.resolve("seen");

        process.awaitReady(
                "has run",
                SOON,
                () -> Files.exists(seen)
                        && Files.readString(seen).equals(Files.readString(directory.resolve("program.pid"))));

        assertThat(seen).content().startsWith(process.pid() + " ");
    }

    @Test
    void whatEndsAtOnceIsSaidWithItsLastWords() {
        assertThatThrownBy(() -> start("echo no such port; exit 1").awaitReady("is ready", SOON, () -> false))
                .isInstanceOf(ServerFailed.class)
                .hasMessageContaining("no such port");
    }

    @Test
    void nothingIsStartedInAFolderThatIsBeingLeft() {
        Installation.close(directory);

        assertThatThrownBy(() -> start("sleep 60")).hasMessageContaining("being left");
        assertThat(Installation.processes(directory)).isEmpty();
    }

    @Test
    void aStrangerWithTheSamePidIsNotAdopted() throws IOException {
        long own = ProcessHandle.current().pid();
        Files.writeString(directory.resolve("program.pid"), own + " 1\n");

        assertThat(ManagedProcess.find("program", directory)).isEmpty();
    }

    @Test
    void stopEndsItAndWhatItStarted() {
        ManagedProcess process = start("sleep 61 & wait");
        process.awaitReady(
                "has a child", SOON, () -> ProcessTable.family(process.pid()).size() == 2);
        long child = ProcessTable.family(process.pid()).getLast();

        process.kill();

        assertThat(process.isAlive()).isFalse();
        assertThat(ProcessTable.find(child)).isEmpty();
        assertThat(ManagedProcess.find("program", directory)).isEmpty();
    }

    @Test
    void whatEndedByItselfIsToldFromWhatWasStopped() throws IOException {
        ManagedProcess stopped = start("sleep 60");
        stopped.stop(SOON);
        assertThat(Installation.ended(directory)).isEmpty();

        ManagedProcess lost = start("echo my last words; sleep 60");
        lost.awaitReady("has spoken", SOON, () -> Files.size(lost.log()) > 0);
        assertThat(Installation.ended(directory)).isEmpty();
        CompletableFuture<ProcessHandle> end =
                ProcessHandle.of(lost.pid()).orElseThrow().onExit();
        ProcessTable.signal("KILL", lost.pids());
        end.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();

        assertThat(Installation.ended(directory)).containsExactly("program");
    }

    @Test
    void logsOutliveTheFolder() {
        Path kept = TestFolders.fresh("kept-logs");
        ManagedProcess process = start("echo my last words; sleep 60");
        process.awaitReady("has spoken", SOON, () -> Files.size(process.log()) > 0);

        Installation.copyLogs(directory, kept);
        Installation.remove(directory);

        assertThat(kept.resolve("program.log")).content().contains("my last words");
        Installation.remove(kept);
    }

    @Test
    void whoIgnoresTermIsKilled() {
        ManagedProcess process = start("trap '' TERM; echo ready; while true; do sleep 1; done");
        process.awaitReady(
                "ignores TERM", SOON, () -> Files.readString(process.log()).contains("ready"));

        process.stop(Duration.ofMillis(300));

        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void aFrozenOneIsAliveAndSilentUntilThawed() {
        ManagedProcess process = start("sleep 60");

        process.freeze();
        process.awaitReady("is frozen", SOON, process::isFrozen);
        process.thaw();

        process.awaitReady("runs again", SOON, () -> !process.isFrozen());
    }

    @Test
    void whatEndsTooEarlyIsQuoted() {
        ManagedProcess process = start("echo the disk is full; sleep 0.2; exit 3");

        assertThatThrownBy(() -> process.awaitReady("works", SOON, () -> false))
                .isInstanceOf(ServerFailed.class)
                .hasMessageContaining("ended before works")
                .hasMessageContaining("the disk is full");
    }

    @Test
    void whatIsNeverReadyIsQuotedWithTheReason() {
        ManagedProcess process = start("echo still thinking; sleep 60");

        assertThatThrownBy(() -> process.awaitReady("answers", Duration.ofMillis(300), () -> {
                    throw new IOException("connection refused");
                }))
                .isInstanceOf(ServerFailed.class)
                .hasMessageContaining("connection refused")
                .hasMessageContaining("still thinking");
    }

    @Test
    void rootRunsItAsAnotherUser() {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root may become somebody else");
        ManagedProcess process = start("id -un; sleep 60", "nobody");

        process.awaitReady(
                "is nobody", SOON, () -> Files.readString(process.log()).contains("nobody"));
    }

    private ManagedProcess start(String script) {
        return start(script, null);
    }

    private ManagedProcess start(String script, @Nullable String user) {
        return ManagedProcess.start(new Program("program", directory, List.of("sh", "-c", script), Map.of(), user));
    }
}
