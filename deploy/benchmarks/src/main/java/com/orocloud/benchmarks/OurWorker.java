package com.orocloud.benchmarks;

import com.orocloud.benchmarks.BackupWorker.Done;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The worker's process, as the bench sees it. */
final class OurWorker implements AutoCloseable {

    /** The promise is 512; half of it is enough. */
    static final int HEAP_MEGABYTES = 256;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Process process;
    private final BufferedReader answers;
    private final Writer orders;
    private @Nullable Done last;

    private OurWorker(Process process) {
        this.process = process;
        answers = process.inputReader();
        orders = process.outputWriter();
    }

    static OurWorker start(BenchCluster cluster, Programs programs, Path directory) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(List.of(
                        java,
                        "-Xmx" + HEAP_MEGABYTES + "m",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BackupWorker.class.getName(),
                        cluster.address(),
                        programs.postgresBin().toString(),
                        directory.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new OurWorker(process);
    }

    /** @return bytes of what was put out */
    long order(String order) throws IOException {
        orders.write(order + "\n");
        orders.flush();
        var answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the worker ended while it did: " + order);
        }
        last = JSON.readValue(answer, Done.class);
        return last.outputBytes();
    }

    /** What the last order was answered with. */
    Done last() {
        if (last == null) {
            throw new IllegalStateException("it was given no order");
        }
        return last;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() throws IOException {
        orders.close();
        process.onExit().join();
    }
}
