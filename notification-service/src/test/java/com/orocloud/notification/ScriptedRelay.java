package com.orocloud.notification;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A mail server that answers as a test tells it; 250 to everything it was not told. */
final class ScriptedRelay implements AutoCloseable {

    private final ServerSocket server;
    private final Map<String, String> answers;
    private final List<String> heard = new CopyOnWriteArrayList<>();

    private ScriptedRelay(ServerSocket server, Map<String, String> answers) {
        this.server = server;
        this.answers = answers;
    }

    /** @param answers by command, for example RCPT or "." for the end of the message; an empty answer hangs up */
    static ScriptedRelay start(String address, Map<String, String> answers) throws IOException {
        var server = new ServerSocket();
        server.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
        var relay = new ScriptedRelay(server, answers);
        Thread.ofPlatform().daemon().name("scripted-relay").start(relay::serve);
        return relay;
    }

    int port() {
        return server.getLocalPort();
    }

    /** Commands, in order. */
    List<String> heard() {
        return List.copyOf(heard);
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                talk(client);
            } catch (IOException _) {
                // the client hung up, or the test is over
            }
        }
    }

    private void talk(Socket client) throws IOException {
        var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        OutputStream out = client.getOutputStream();
        boolean message = false;
        say(out, answers.getOrDefault("greeting", "220 scripted"));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String command = line.split("[ :]", 2)[0];
            if (message && !line.equals(".")) {
                continue;
            }
            heard.add(command);
            String answer = answers.getOrDefault(command, command.equals("DATA") ? "354 go on" : "250 fine");
            if (answer.isEmpty()) {
                return;
            }
            message = answer.startsWith("354");
            say(out, answer);
            if (command.equals("QUIT")) {
                return;
            }
        }
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
