package com.orocloud.local;

import com.orocloud.local.LocalSystem.AtExit;
import com.orocloud.local.Place.Service;
import com.orocloud.servers.ManagedProcess;
import java.util.Map;

/** {@code deploy/up [--detach]}: starts the system and, unless detached, tells what happens in it until Ctrl-C. */
public final class Up {

    private static final String DETACH = "--detach";

    private Up() {}

    public static void main(String[] args) throws Exception {
        boolean detached = Command.options("deploy/up", args, DETACH).contains(DETACH);
        Command.run(() -> up(detached));
    }

    private static void up(boolean detached) {
        var progress = new Progress(System.out);
        LocalSystem system = LocalSystem.in(Home.standard(), Home.root(), progress);
        progress.title("OroCloud in " + system.place().home());
        Map<Service, ManagedProcess> running = system.up(AtExit.STOP);
        progress.print(new Endpoints(system.place()).table(running));
        progress.title(system.ranBefore() ? "ran already" : "running");
        if (detached) {
            system.leave();
            progress.print("stop it with deploy/down\n");
            return;
        }
        progress.print(
                system.ranBefore()
                        ? "this only shows what happens; stop the system with deploy/down\n"
                        : "Ctrl-C stops it\n");
        try (var story = new EventStory(system)) {
            story.tell(line -> progress.print(line + "\n"));
        }
    }
}
