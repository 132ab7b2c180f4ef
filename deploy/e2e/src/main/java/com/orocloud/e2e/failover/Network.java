package com.orocloud.e2e.failover;

import com.orocloud.local.Progress;
import com.orocloud.servers.DebianPackages;
import com.orocloud.servers.ServerFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A network of our own, in which a node can be cut off: a namespace that has nothing but its own loopback interface, so
 * that dropping packets in it is a real silence and touches nobody else's.
 */
final class Network {

    /** Set in the process that runs inside. */
    private static final String INSIDE = "OROCLOUD_BENCH_NETWORK";

    private static final String TABLE = "inet orocloud_bench";
    /** A node's metadata service is on its own machine, whatever becomes of the network. */
    private static final int METADATA_PORT = 9254;

    private Network() {}

    static boolean isOurs() {
        return System.getenv(INSIDE) != null;
    }

    /** Why nothing can be cut off here; empty if it can. Installs what is missing, where it may. */
    static Optional<String> obstacle(Progress progress) {
        try {
            new DebianPackages(progress::say).ensure(List.of("nftables", "iproute2"));
        } catch (ServerFailed e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        Result tried = run(List.of("unshare", "--net", "sh", "-c", "ip link set lo up && nft add table " + TABLE));
        return tried.ok() ? Optional.empty() : Optional.of("network namespaces do not work: " + tried.lastLine());
    }

    /** Runs this very program again, inside; returns its exit status. */
    static int runInside(String[] arguments) throws IOException {
        ProcessHandle.Info self = ProcessHandle.current().info();
        var command = new ArrayList<String>(
                List.of("unshare", "--net", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh"));
        command.add(self.command().orElseThrow());
        command.addAll(java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FailoverBenchmark.class.getName()));
        command.addAll(Arrays.asList(arguments));
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put(INSIDE, "yes");
        try {
            return builder.start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /**
     * Silences these addresses for everybody but themselves and the client beside them.
     *
     * @param inside that client's address
     */
    static void cut(List<String> addresses, String inside) throws IOException {
        String node = addresses.stream().collect(Collectors.joining(", ", "{ ", " }"));
        String beside = "{ " + String.join(", ", addresses) + ", " + inside + " }";
        script("""
                add table %1$s
                flush table %1$s
                add chain %1$s heard { type filter hook input priority 0; policy accept; }
                add rule %1$s heard tcp dport %4$d accept
                add rule %1$s heard tcp sport %4$d accept
                add rule %1$s heard ip daddr %2$s ip saddr != %3$s drop
                add rule %1$s heard ip saddr %2$s ip daddr != %3$s drop
                """.formatted(TABLE, node, beside, METADATA_PORT));
    }

    static void mend() throws IOException {
        script("add table %1$s\ndelete table %1$s\n".formatted(TABLE));
    }

    private static void script(String rules) throws IOException {
        Path file = Files.writeString(Files.createTempFile("orocloud-bench", ".nft"), rules);
        try {
            Result result = run(List.of("nft", "--file", file.toString()));
            if (!result.ok()) {
                throw new IOException("nft: " + result.output());
            }
        } finally {
            Files.delete(file);
        }
    }

    private record Result(int status, String output) {

        boolean ok() {
            return status == 0;
        }

        String lastLine() {
            return output.strip().lines().reduce("", (before, line) -> line);
        }
    }

    private static Result run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            return new Result(-1, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(-1, "interrupted");
        }
    }
}
