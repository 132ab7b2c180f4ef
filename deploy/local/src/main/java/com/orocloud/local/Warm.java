package com.orocloud.local;

import com.orocloud.local.LocalSystem.AtExit;
import com.orocloud.servers.ServerFailed;
import java.io.IOException;
import java.nio.file.Files;

/** {@code deploy/warm}: makes the next starts of this build faster; takes some minutes itself. */
public final class Warm {

    private static final double MEGABYTE = 1e6;

    private Warm() {}

    public static void main(String[] args) throws Exception {
        Command.options("deploy/warm", args);
        Command.run(Warm::warm);
    }

    private static void warm() throws IOException {
        var progress = new Progress(System.out);
        var caches = AotCaches.toRecord(Home.root());
        LocalSystem system = LocalSystem.in(Home.temporary("warm"), Home.root(), caches, progress);
        progress.title("Starting every program once, in " + system.place().home());
        try {
            system.up(AtExit.REMOVE);
            progress.title("Ending one after the other; each writes down what it loaded");
            system.downRecording(program -> told(progress, caches, program));
        } finally {
            system.remove();
        }
        progress.title("warm: the next deploy/up and deploy/demo of this build start faster");
    }

    private static void told(Progress progress, AotCaches caches, String program) {
        if (!caches.isRecorded(program)) {
            return; // not a JVM
        }
        try {
            progress.say("%s: %.0f MB".formatted(program, Files.size(caches.cache(program)) / MEGABYTE));
        } catch (IOException e) {
            throw new ServerFailed(program + " ended without its cache; see its log", e);
        }
    }
}
