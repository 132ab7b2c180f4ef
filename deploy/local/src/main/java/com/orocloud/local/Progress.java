package com.orocloud.local;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Says what is going on, one line a step, with the seconds since the start. */
public final class Progress {

    private final PrintStream out;
    private final long start = System.nanoTime();

    public Progress(PrintStream out) {
        this.out = out;
    }

    public synchronized void say(String text) {
        double seconds = elapsed().toMillis() / 1000.0;
        out.printf(Locale.ROOT, "%s%7.1f s%s  %s%n", dim(), seconds, plain(), text);
        out.flush();
    }

    public synchronized void title(String text) {
        out.printf("%n%s%s%s%n", bold(), text, plain());
        out.flush();
    }

    public synchronized void print(String text) {
        out.print(text);
        out.flush();
    }

    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @SuppressWarnings("SystemConsoleNull") // its contract still allows it
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal() && System.getenv("NO_COLOR") == null;
    }

    private static String bold() {
        return isTerminal() ? "\u001b[1m" : "";
    }

    private static String dim() {
        return isTerminal() ? "\u001b[2m" : "";
    }

    private static String plain() {
        return isTerminal() ? "\u001b[0m" : "";
    }
}
