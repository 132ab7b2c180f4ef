package com.orocloud.failover.redundancy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A few words with a server, over a connection of their own; what is not said in time is not waited for. */
final class Dialogue implements AutoCloseable {

    private static final int LINE_MAX = 512;

    private final Socket socket = new Socket();
    private final long deadline;

    /** @param patience for all of it together */
    Dialogue(String host, int port, Duration patience) throws IOException {
        deadline = System.nanoTime() + patience.toNanos();
        try {
            socket.connect(new InetSocketAddress(host, port), (int) patience.toMillis());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    void say(byte... words) throws IOException {
        socket.getOutputStream().write(words);
    }

    void say(String line) throws IOException {
        say((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** The next byte that the server says; -1 if it hangs up instead. */
    int hear() throws IOException {
        long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (left <= 0) {
            throw new SocketTimeoutException("the answer takes too long");
        }
        socket.setSoTimeout((int) left);
        return socket.getInputStream().read();
    }

    /** The next line, without its end; what there is of it if the server hangs up, or goes on for too long. */
    String line() throws IOException {
        var line = new StringBuilder();
        int next = hear();
        while (next != -1 && next != '\n' && line.length() < LINE_MAX) {
            line.append((char) next);
            next = hear();
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
