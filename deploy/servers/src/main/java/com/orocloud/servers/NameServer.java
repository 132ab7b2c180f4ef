package com.orocloud.servers;

import com.orocloud.servers.ManagedProcess.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * BIND as the primary of a few zones, which holders of TSIG keys may change (RFC 2136). What they changed is in its
 * journal and outlives restarts and SIGKILL.
 */
public final class NameServer {

    private static final Path DEBIAN = Path.of("/usr/sbin/named");
    private static final Duration READY = Duration.ofMinutes(2);
    private static final Duration ANSWER = Duration.ofMillis(500);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final String NAME = "named";

    private final Settings settings;

    public NameServer(Settings settings) {
        this.settings = settings;
    }

    /**
     * Where it runs and what it serves.
     *
     * @param host must be an address that an interface has: BIND looks for it there, so of 127.0.0.0/8 only 127.0.0.1
     * @param keys who may change something
     * @param runAs null for the user of this process
     */
    public record Settings(
            Path directory,
            String host,
            int port,
            List<Zone> zones,
            List<Key> keys,
            @Nullable String runAs) {

        public Settings {
            zones = List.copyOf(zones);
            keys = List.copyOf(keys);
        }
    }

    /**
     * A TSIG key for HMAC-SHA256.
     *
     * @param secret in base 64
     */
    public record Key(String name, String secret) {}

    /**
     * A zone, with what stands in it at first.
     *
     * @param name without the last dot
     * @param records lines of a zone file, with names relative to the zone
     * @param grants who may change what, as BIND's update-policy says it, for example {@code failover-service zonesub A}
     */
    public record Zone(String name, List<String> records, List<String> grants) {

        public Zone {
            records = List.copyOf(records);
            grants = List.copyOf(grants);
        }

        /** A zone in which the holder of a key may change everything. */
        public static Zone ownedBy(String key, String name, String... records) {
            return new Zone(name, List.of(records), List.of(key + " zonesub ANY"));
        }
    }

    /** Starts it, or finds it running, and waits until it answers for its first zone. */
    public ManagedProcess start() {
        ManagedProcess process = ManagedProcess.find(NAME, settings.directory()).orElseGet(this::launch);
        process.awaitReady("answers for its zones", READY, this::answers);
        return process;
    }

    /** Ends it, if it runs. */
    public void stop() {
        ManagedProcess.find(NAME, settings.directory()).ifPresent(process -> process.stop(GRACE));
    }

    public Settings settings() {
        return settings;
    }

    private ManagedProcess launch() {
        if (!Files.isExecutable(DEBIAN)) {
            throw new ServerFailed("BIND is not installed; install it with: apt-get install -y bind9");
        }
        requireOwnAddress();
        Folders.create(settings.directory(), settings.runAs());
        settings.zones().forEach(this::createZone);
        Folders.writeSecret(configuration(), configurationText(), settings.runAs());
        return ManagedProcess.start(new Program(
                NAME,
                settings.directory(),
                List.of(
                        ownBinary().toString(),
                        "-g",
                        "-4",
                        "-n",
                        "1",
                        "-c",
                        configuration().toString()),
                Map.of(),
                settings.runAs()));
    }

    /** BIND would say nothing and listen nowhere. */
    private void requireOwnAddress() {
        try {
            if (NetworkInterface.getByInetAddress(InetAddress.getByName(settings.host())) == null) {
                throw new ServerFailed("BIND cannot listen on " + settings.host() + ", because no interface has it;"
                        + " use 127.0.0.1 with a port of its own");
            }
        } catch (IOException e) {
            throw new ServerFailed("looking for the interface of " + settings.host(), e);
        }
    }

    /** Debian's AppArmor profile confines /usr/sbin/named by its path to folders that are not ours. */
    private Path ownBinary() {
        Path copy = settings.directory().resolve("named.bin");
        try {
            Files.copy(DEBIAN, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            return copy;
        } catch (IOException e) {
            throw new ServerFailed("copying " + DEBIAN + " to " + copy, e);
        }
    }

    /** Written once: from then on the file is BIND's. */
    private void createZone(Zone zone) {
        Path file = settings.directory().resolve(zone.name() + ".zone");
        if (Files.exists(file)) {
            return;
        }
        String text = """
                $TTL 30
                @ SOA ns hostmaster 1 3600 600 86400 5
                @ NS ns
                ns A %s
                %s
                """.formatted(settings.host(), String.join("\n", zone.records()));
        try {
            Path fresh = settings.directory().resolve(zone.name() + ".new");
            Files.writeString(fresh, text);
            Folders.give(fresh, settings.runAs());
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ServerFailed("writing the zone " + zone.name(), e);
        }
    }

    private String configurationText() {
        String keys = settings.keys().stream()
                .map(key ->
                        "key \"%s\" { algorithm hmac-sha256; secret \"%s\"; };\n".formatted(key.name(), key.secret()))
                .collect(Collectors.joining());
        String zones = settings.zones().stream().map(NameServer::zoneText).collect(Collectors.joining());
        return """
                options {
                    directory "%s";
                    pid-file none;
                    session-keyfile none;
                    listen-on port %d { %s; };
                    listen-on-v6 { none; };
                    recursion no;
                    notify no;
                    allow-transfer { none; };
                    dnssec-validation no;
                    empty-zones-enable no;
                };
                controls {};
                """.formatted(settings.directory(), settings.port(), settings.host()) + keys + zones;
    }

    private static String zoneText(Zone zone) {
        String grants =
                zone.grants().stream().map(grant -> "grant " + grant + "; ").collect(Collectors.joining());
        return "zone \"%s\" { type primary; file \"%s.zone\"; max-journal-size 1m; update-policy { %s}; };\n"
                .formatted(zone.name(), zone.name(), grants);
    }

    private boolean answers() throws IOException {
        var resolver = new SimpleResolver(new InetSocketAddress(settings.host(), settings.port()));
        resolver.setTimeout(ANSWER);
        for (Zone zone : settings.zones()) {
            var question = Record.newRecord(Name.fromString(zone.name() + "."), Type.SOA, DClass.IN);
            if (!resolver.send(Message.newQuery(question)).getHeader().getFlag(Flags.AA)) {
                return false;
            }
        }
        return true;
    }

    private Path configuration() {
        return settings.directory().resolve("named.conf");
    }
}
