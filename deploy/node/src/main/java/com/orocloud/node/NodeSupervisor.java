package com.orocloud.node;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes this machine what its metadata says: one thread hears of changes, another brings the node nearer to the newest
 * assignment and reports how far it is. Losing the metadata service, or the control plane behind it, stops nothing.
 */
public final class NodeSupervisor {
    private static final Duration LOOK_WHEN_READY = Duration.ofSeconds(2);
    private static final Duration LOOK_WHEN_NOT = Duration.ofMillis(300);
    private static final Duration REPORT_AGAIN_AFTER = Duration.ofSeconds(15);
    private static final Duration END_OF_STEP = Duration.ofMillis(500);

    private final NodeSettings settings;
    private final Metadata metadata;
    private final Semaphore news = new Semaphore(0);
    private final Clock clock = Clock.systemUTC();

    @Nullable
    private volatile Assignment newest;

    @Nullable
    private volatile Assignment inWork;

    private volatile boolean stopping;

    @Nullable
    private volatile Workload workload;

    /** What the log says. */
    @Nullable
    private NodeState said;

    @Nullable
    private NodeState reported;

    private long reportedNanos;

    private NodeSupervisor(NodeSettings settings) {
        this.settings = settings;
        this.metadata = settings.metadata();
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        new NodeSupervisor(NodeSettings.from(System.getenv())).run();
    }

    private void run() throws IOException, InterruptedException {
        Path lockFile = Files.createDirectories(settings.directory()).resolve("supervisor.lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw new IOException("another supervisor works in " + settings.directory());
            }
            Thread main = Thread.currentThread();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(main), "stop"));
            var watcher = new MetadataWatch(metadata, this::heard);
            Thread.ofPlatform().daemon().name("metadata").start(watcher);
            Journal.say("waiting for an assignment");
            while (!stopping) {
                step();
            }
        }
    }

    private void heard(Assignment assignment) {
        Assignment before = newest;
        newest = assignment;
        if (!assignment.equals(before)) {
            Journal.say("assigned: " + assignment.role() + " of " + assignment.environment() + ", generation "
                    + assignment.generation());
        }
        news.release();
    }

    private void step() throws InterruptedException {
        Assignment wanted = newest;
        Duration pause = LOOK_WHEN_NOT;
        if (wanted != null) {
            inWork = wanted;
            NodeState state;
            try {
                state = workloadOf(wanted).converge(wanted);
            } catch (IOException e) {
                state = NodeState.notYet(wanted, String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                // a defect, which the next look may not meet; a supervisor that ends would help nobody
                Journal.say("a step failed: " + e + " at " + List.of(e.getStackTrace()));
                state = NodeState.notYet(wanted, "a step failed: " + e);
            }
            report(state);
            pause = state.ready() ? LOOK_WHEN_READY : LOOK_WHEN_NOT;
        }
        if (news.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            news.drainPermits();
        }
    }

    private boolean superseded() {
        Assignment now = newest;
        Assignment then = inWork;
        return stopping || (now != null && then != null && now.generation() != then.generation());
    }

    private Workload workloadOf(Assignment wanted) throws IOException {
        Workload existing = workload;
        if (existing == null) {
            existing = new Workloads(settings, metadata, this::superseded, news::release, this::report).of(wanted);
            workload = existing;
        }
        return existing;
    }

    /** A state is told when it changes, and now and then again in case the provider has forgotten it. */
    private void report(NodeState state) {
        boolean changed = !state.equals(said);
        if (changed) {
            Journal.say((state.ready() ? "ready: " : "not ready: ") + state.detail());
            said = state;
        }
        if (state.equals(reported) && System.nanoTime() - reportedNanos < REPORT_AGAIN_AFTER.toNanos()) {
            return;
        }
        JsonObject json = new Gson().toJsonTree(state).getAsJsonObject();
        json.addProperty("at", clock.instant().toString());
        try {
            if (metadata.report(json.toString())) {
                reported = state;
                reportedNanos = System.nanoTime();
            }
        } catch (IOException e) {
            if (changed) {
                Journal.say("the state could not be reported: " + e.getMessage());
            }
        }
    }

    private void stop(Thread main) {
        stopping = true;
        main.interrupt();
        try {
            main.join(END_OF_STEP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Workload running = workload;
        if (running != null) {
            running.stop();
        }
    }

    /** What the supervisor is told by its environment; everything else comes from the metadata. */
    record NodeSettings(
            Metadata metadata,
            Path directory,
            Path postgresBinaries,
            Path haproxy,
            String secretsEndpoint,
            ShopNode.JavaProgram shop) {

        private static final Path CHASSIS = Path.of("/sys/class/dmi/id/chassis_asset_tag");

        static NodeSettings from(Map<String, String> environment) {
            return new NodeSettings(
                    metadata(environment),
                    Path.of(value(environment, "OROCLOUD_NODE_DIR", "/var/lib/orocloud")),
                    Path.of(value(environment, "OROCLOUD_POSTGRES_BIN", "/usr/lib/postgresql/15/bin")),
                    Path.of(value(environment, "OROCLOUD_HAPROXY", "/usr/sbin/haproxy")),
                    value(environment, "OROCLOUD_SECRETS_ENDPOINT", "https://secretmanager.googleapis.com"),
                    new ShopNode.JavaProgram(
                            value(environment, "OROCLOUD_JAVA", System.getProperty("java.home") + "/bin/java"),
                            value(environment, "OROCLOUD_SHOP_CLASSPATH", "/opt/orocloud/shop/*"),
                            value(environment, "OROCLOUD_MAIL_NEXT_HOP", "localhost:25")));
        }

        /** Oracle's machines say in their firmware whose they are; a variable for either service overrides that. */
        private static Metadata metadata(Map<String, String> environment) {
            boolean oracle = environment.containsKey("OCI_METADATA_HOST")
                    || (!environment.containsKey("GCE_METADATA_HOST") && isOracles());
            return oracle
                    ? new OracleMetadata(value(environment, "OCI_METADATA_HOST", "169.254.169.254"))
                    : new GoogleMetadata(value(environment, "GCE_METADATA_HOST", "metadata.google.internal"));
        }

        private static boolean isOracles() {
            try {
                return Files.readString(CHASSIS).strip().equals("OracleCloud.com");
            } catch (IOException notSaid) {
                return false;
            }
        }

        private static String value(Map<String, String> environment, String name, String otherwise) {
            String value = environment.get(name);
            return value == null || value.isBlank() ? otherwise : value;
        }
    }
}
