package com.orocloud.local;

import com.orocloud.local.Place.Service;
import com.orocloud.servers.ManagedProcess;
import java.util.List;
import java.util.Map;

/** {@code deploy/up [--detach]}: starts the system and, unless detached, tells what happens in it until Ctrl-C. */
public final class Up {

    private static final String USAGE = """
            usage: deploy/up [--detach]

              Starts the whole system on this machine and shows what happens in it until Ctrl-C, which stops it.
              What runs already is left as it is, and only shown.
              --detach   leave it running; stop it with deploy/down
            """;

    private Up() {}

    public static void main(String[] args) throws Exception {
        if (!List.of(args).stream().allMatch("--detach"::equals)) {
            System.err.print(USAGE);
            System.exit(2);
        }
        Command.run(() -> up(args.length > 0));
    }

    private static void up(boolean detached) {
        var progress = new Progress(System.out);
        LocalSystem system = LocalSystem.in(Home.standard(), Home.root(), progress);
        boolean before = system.isRunning();
        progress.title((before ? "OroCloud runs already in " : "Starting OroCloud in ")
                + system.place().home());
        Map<Service, ManagedProcess> running = system.up();
        progress.print(new Endpoints(system.place()).table(running));
        progress.title("running");
        if (detached) {
            progress.print("stop it with deploy/down\n");
            return;
        }
        if (before) {
            progress.print("this only shows what happens; stop the system with deploy/down\n");
        } else {
            progress.print("Ctrl-C stops it\n");
            Runtime.getRuntime().addShutdownHook(new Thread(system::down, "down"));
        }
        try (var story = new EventStory(system)) {
            story.tell(line -> progress.print(line + "\n"));
        }
    }
}
