package com.orocloud.node;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The first words of a server that does not speak HTTP: enough to know that it is not frozen. */
final class Greeting {
    private static final int PATIENCE_MILLIS = 1_000;
    private static final int LENGTH_MAX = 64;

    private Greeting() {}

    /**
     * Says these words and reads the beginning of the answer; empty if there is none in time.
     *
     * @param words empty for a server that speaks first
     */
    static String of(String host, int port, byte[] words) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(words);
            byte[] answer = new byte[LENGTH_MAX];
            int read = socket.getInputStream().read(answer);
            return read <= 0 ? "" : new String(answer, 0, read, StandardCharsets.ISO_8859_1);
        } catch (IOException silent) {
            return "";
        }
    }
}
