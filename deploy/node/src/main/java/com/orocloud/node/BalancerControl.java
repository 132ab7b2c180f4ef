package com.orocloud.node;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Changes the web nodes of a running HAProxy over its control socket. A reload would close visitors' idle connections,
 * and now and then one of them has just sent a request on it.
 */
final class BalancerControl {
    /** In HAProxy's working directory: the whole path may be longer than a socket's may be. */
    static final String SOCKET = "control.sock";

    private static final List<String> BACKENDS = List.of("good", "answering");
    private static final Set<String> DONE = Set.of("", "New server registered.", "Server deleted.");
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int ANSWER_MAX = 1 << 20;

    private final Path socket;

    /** @param pid of the running HAProxy */
    BalancerControl(long pid) {
        socket = Path.of("/proc/" + pid + "/cwd", SOCKET);
    }

    /** A web node as one of the two backends has it. */
    private record Seen(String backend, String address, String status, long requests) {

        String server() {
            return backend + "/" + address;
        }

        boolean isOut() {
            return status.equals("MAINT");
        }

        /** New requests go elsewhere; only those that it still answers are left. */
        boolean isDraining() {
            return isOut() || status.startsWith("DRAIN");
        }
    }

    /**
     * Brings the running HAProxy nearer to having just these web nodes: new ones are taken at once, others get no new
     * request, and go when they have answered what they have.
     *
     * @return addresses that requests may be at, or may come to
     */
    List<String> converge(List<String> wanted, String checks) throws IOException {
        List<Seen> before = servers();
        for (String backend : BACKENDS) {
            for (String address : wanted) {
                if (before.stream().noneMatch(seen -> seen.server().equals(backend + "/" + address))) {
                    add(backend + "/" + address, address, checks);
                }
            }
        }
        for (Seen seen : before) {
            if (wanted.contains(seen.address())) {
                if (seen.isDraining()) {
                    tell("set server " + seen.server() + " state ready");
                }
            } else if (!seen.isDraining()) {
                Journal.say("web node of " + seen.backend() + " leaves: " + seen.address());
                tell("set server " + seen.server() + " state drain");
            } else if (seen.requests() == 0) {
                remove(seen);
            }
        }
        return servers().stream()
                .filter(seen -> !seen.isDraining() || seen.requests() > 0)
                .map(Seen::address)
                .distinct()
                .sorted()
                .toList();
    }

    private void add(String server, String address, String checks) throws IOException {
        Journal.say("web node joins: " + server);
        tell("add server " + server + " " + address + ":8080 " + checks);
        tell("enable health " + server);
        tell("enable server " + server);
    }

    /** HAProxy refuses while it keeps an idle connection to the node; the next look tries again. */
    private void remove(Seen seen) throws IOException {
        if (seen.isOut()) {
            ask("del server " + seen.server());
        } else {
            tell("set server " + seen.server() + " state maint");
        }
    }

    private List<Seen> servers() throws IOException {
        List<String[]> lines = ask("show stat -1 4 -1")
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.split(",", -1))
                .toList();
        if (lines.isEmpty()) {
            throw new IOException("HAProxy does not list its servers");
        }
        List<String> names = Stream.of(lines.getFirst())
                .map(name -> name.replace("#", "").strip())
                .toList();
        int queued = names.indexOf("qcur");
        int active = names.indexOf("scur");
        int status = names.indexOf("status");
        return lines.stream()
                .skip(1)
                .map(line -> new Seen(line[0], line[1], line[status], number(line[queued]) + number(line[active])))
                .toList();
    }

    private static long number(String text) {
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }

    private void tell(String command) throws IOException {
        String answer = ask(command).strip();
        if (!DONE.contains(answer)) {
            throw new IOException("HAProxy refuses \"" + command + "\": " + answer);
        }
    }

    private String ask(String command) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Selector selector = Selector.open()) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            return read(channel, selector, command);
        }
    }

    private static String read(SocketChannel channel, Selector selector, String command) throws IOException {
        var answer = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        while (answer.size() < ANSWER_MAX) {
            if (selector.select(PATIENCE.toMillis()) == 0) {
                throw new IOException("HAProxy does not answer \"" + command + "\"");
            }
            selector.selectedKeys().clear();
            if (channel.read(buffer) < 0) {
                return answer.toString(StandardCharsets.UTF_8);
            }
            answer.writeBytes(Arrays.copyOf(buffer.array(), buffer.position()));
            buffer.clear();
        }
        throw new IOException("HAProxy does not stop answering \"" + command + "\"");
    }
}
