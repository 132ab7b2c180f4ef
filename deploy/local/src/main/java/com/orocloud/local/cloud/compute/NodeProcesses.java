package com.orocloud.local.cloud.compute;

import com.google.gson.JsonObject;
import com.orocloud.local.cloud.state.Shelf;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Refusal;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Machines that are real: each is a session of processes with a disk, a log and a metadata server. */
final class NodeProcesses implements Machines {

    private static final Logger LOG = System.getLogger(NodeProcesses.class.getName());
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private final NodeSettings settings;
    private final Shelf pids;
    private final GuestAttributes guests;
    private final Identities identities;
    private final NodePackages packages = new NodePackages();
    private final Map<String, GuestServer> metadataServers = new ConcurrentHashMap<>();
    private Function<String, Optional<JsonObject>> instances = path -> Optional.empty();
    private Consumer<String> gone = path -> {};

    NodeProcesses(NodeSettings settings, Shelf pids, GuestAttributes guests, Identities identities) {
        this.settings = settings;
        this.pids = pids;
        this.guests = guests;
        this.identities = identities;
    }

    @Override
    public void serve(Function<String, Optional<JsonObject>> instances, Consumer<String> gone) {
        this.instances = instances;
        this.gone = gone;
    }

    @Override
    public void boot(String path, JsonObject instance) throws OperationFailure {
        if (adopt(path, instance)) {
            return;
        }
        guests.clear(path);
        packages.ensureFor(instance);
        try {
            listen(path, instance);
            long pid = start(path, instance, Objects.requireNonNull(metadataServers.get(path)));
            LOG.log(Level.INFO, "{0} started as process {1}", Names.last(path), String.valueOf(pid));
        } catch (IOException e) {
            throw new OperationFailure("INTERNAL_ERROR", "Starting " + Names.last(path) + ": " + e.getMessage());
        }
    }

    private void listen(String path, JsonObject instance) throws IOException {
        if (!metadataServers.containsKey(path)) {
            metadataServers.put(path, serverFor(path, instance));
        }
    }

    private GuestServer serverFor(String path, JsonObject instance) throws IOException {
        String address = Instances.address(instance);
        if (!instance.has("oci")) {
            return new MetadataServer(address, path, () -> instances.apply(path), guests, identities);
        }
        Supplier<JsonObject> current = () -> instances.apply(path).orElseThrow(() -> Refusal.notFound(path));
        return new OciMetadataServer(address, current, () -> identities.token(path, current.get()));
    }

    private long start(String path, JsonObject instance, GuestServer metadata) throws IOException {
        Path disk = disk(instance);
        Files.createDirectories(disk);
        List<String> command = new ArrayList<>(List.of("setsid"));
        if (ROOT && settings.runAs().isPresent()) {
            String user = settings.runAs().get();
            Files.setOwner(
                    disk, disk.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user));
            command.addAll(List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups"));
        }
        command.addAll(settings.command());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(disk.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(instance).toFile()));
        Map<String, String> environment = builder.environment();
        environment.putAll(settings.environment());
        environment.put(ProcessTable.MARK, disk.toString());
        environment.put("HOME", disk.toString());
        environment.put(metadata.variable(), Instances.address(instance) + ":" + MetadataServer.PORT);
        long pid = builder.start().pid();
        watch(path, pid);
        return pid;
    }

    /** Remembers the process, and hears when it ends. */
    private void watch(String path, long pid) {
        ProcessTable.process(pid)
                .ifPresent(process -> pids.put(path, Json.object("pid", pid, "startTicks", process.startTicks())));
        ProcessHandle.of(pid).ifPresentOrElse(handle -> ended(path, pid, handle), () -> gone(path, pid));
    }

    private void ended(String path, long pid, ProcessHandle handle) {
        var _ = handle.onExit().thenRunAsync(() -> gone(path, pid), Thread::startVirtualThread);
    }

    private void gone(String path, long pid) {
        if (pid(path) == pid) {
            LOG.log(Level.WARNING, "{0} ended by itself", Names.last(path));
            gone.accept(path);
        }
    }

    private long pid(String path) {
        return pids.get(path)
                .flatMap(doc -> Json.text(doc, "pid"))
                .map(Long::parseLong)
                .orElse(0L);
    }

    @Override
    public boolean adopt(String path, JsonObject instance) {
        Optional<ProcessTable.Seen> running = running(path, instance);
        running.ifPresent(process -> {
            try {
                boolean known = metadataServers.containsKey(path);
                listen(path, instance);
                if (!known) {
                    watch(path, process.pid());
                    LOG.log(Level.INFO, "{0} is still running", Names.last(path));
                }
            } catch (IOException e) {
                LOG.log(Level.ERROR, "the metadata server of " + path, e);
            }
        });
        return running.isPresent();
    }

    /** The recorded process if it is still the same one, else one that was started but never recorded. */
    private Optional<ProcessTable.Seen> running(String path, JsonObject instance) {
        Optional<String> recorded = pids.get(path).flatMap(doc -> Json.text(doc, "startTicks"));
        return ProcessTable.process(pid(path))
                .filter(ProcessTable.Seen::isAlive)
                .filter(process -> recorded.filter(String.valueOf(process.startTicks())::equals)
                        .isPresent())
                .or(() -> ProcessTable.now().leader(disk(instance)));
    }

    private ProcessTree tree(String path, JsonObject instance) {
        return new ProcessTree(
                running(path, instance).map(ProcessTable.Seen::pid).orElse(0L), disk(instance));
    }

    @Override
    public void halt(String path, JsonObject instance, Duration grace) {
        ProcessTree tree = tree(path, instance);
        boolean wasRunning = running(path, instance).isPresent();
        pids.remove(path);
        if (wasRunning && grace.isPositive()) {
            tree.terminate();
            tree.awaitLeader(grace);
        }
        tree.kill();
        @Nullable GuestServer server = metadataServers.remove(path);
        if (server != null) {
            server.close();
        }
    }

    @Override
    public void freeze(JsonObject instance) {
        tree(Instances.path(instance), instance).freeze();
    }

    @Override
    public void thaw(JsonObject instance) {
        tree(Instances.path(instance), instance).thaw();
    }

    @Override
    public void metadataChanged(String path, JsonObject instance) {
        @Nullable GuestServer server = metadataServers.get(path);
        if (server != null) {
            server.wake();
        }
    }

    @Override
    public void discard(JsonObject instance) {
        guests.clear(Instances.path(instance));
        try {
            delete(home(instance));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "throwing away " + home(instance), e);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e) throws IOException {
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private Path home(JsonObject instance) {
        return settings.directory().resolve(Json.required(instance, "id"));
    }

    private Path disk(JsonObject instance) {
        return home(instance).resolve("disk");
    }

    private Path log(JsonObject instance) {
        return home(instance).resolve("node.log");
    }

    @Override
    public List<JsonObject> describe(List<JsonObject> instances) {
        ProcessTable table = ProcessTable.now();
        return instances.stream().map(instance -> describe(instance, table)).toList();
    }

    private JsonObject describe(JsonObject instance, ProcessTable table) {
        long pid = pid(Instances.path(instance));
        List<ProcessTable.Seen> members = table.members(pid, disk(instance));
        return Json.object(
                "pid", pid == 0 ? null : pid,
                "processes", members.size(),
                "frozen", !members.isEmpty() && members.stream().allMatch(ProcessTable.Seen::isFrozen),
                "disk", disk(instance),
                "log", log(instance));
    }
}
