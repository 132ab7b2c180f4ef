package com.orocloud.local;

import com.orocloud.local.Place.Service;
import com.orocloud.servers.ManagedProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code deploy/up [--detach]}: starts the system and, unless detached, tells what happens in it until Ctrl-C. */
public final class Up {

    private static final String USAGE = """
            usage: deploy/up [--detach]

              Starts the whole system on this machine and shows what happens in it until Ctrl-C, which stops it.
              --detach   leave it running; stop it with deploy/down
            """;

    private Up() {}

    public static void main(String[] args) {
        if (!List.of(args).stream().allMatch("--detach"::equals)) {
            System.err.print(USAGE);
            System.exit(2);
        }
        var progress = new Progress(System.out);
        LocalSystem system = LocalSystem.in(Home.standard(), Home.root(), progress);
        progress.title("Starting OroCloud in " + system.place().home());
        Map<Service, ManagedProcess> running = system.up();
        progress.print(table(system.place(), running));
        progress.title("running");
        if (args.length == 0) {
            Runtime.getRuntime().addShutdownHook(new Thread(system::down, "down"));
            try (var story = new EventStory(system)) {
                story.tell(line -> progress.print(line + "\n"));
            }
        } else {
            progress.print("stop it with deploy/down\n");
        }
    }

    /** Where everything listens. */
    public static String table(Place place, Map<Service, ManagedProcess> running) {
        var table = new StringBuilder(String.format("%n%-22s %-26s %8s  %s%n", "service", "url", "pid", "log"));
        running.forEach((service, process) -> table.append(String.format(
                "%-22s %-26s %8d  %s%n", service.id(), place.url(service), process.pid(), process.log())));
        table.append(String.format("%n%-22s %s%n", "health", place.health(Service.DR)));
        table.append(String.format("%-22s %s%n", "mailbox", place.mailbox()));
        table.append(String.format("%-22s %s%n", "local cloud, faults", place.cloudAdmin()));
        table.append(String.format("%-22s %s%n", "Kafka", place.bootstrapServers()));
        table.append(String.format("%-22s %s%n", "schema registry", place.registryUrl()));
        Path endpoints = place.home().resolve("endpoints.json");
        return table.append(String.format("%-22s %s%n", "all of them", endpoints))
                .toString();
    }
}
