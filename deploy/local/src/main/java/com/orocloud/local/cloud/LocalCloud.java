package com.orocloud.local.cloud;

import com.orocloud.local.cloud.compute.Compute;
import com.orocloud.local.cloud.mail.MailServer;
import com.orocloud.local.cloud.mail.Mailbox;
import com.orocloud.local.cloud.mail.MailboxPages;
import com.orocloud.local.cloud.oci.OciDialect;
import com.orocloud.local.cloud.region.Regions;
import com.orocloud.local.cloud.region.StatusPage;
import com.orocloud.local.cloud.secret.Secrets;
import com.orocloud.local.cloud.state.Ledger;
import com.orocloud.local.cloud.state.Shelf;
import com.orocloud.local.cloud.storage.StorageApi;
import com.orocloud.local.cloud.web.CallLog;
import com.orocloud.local.cloud.web.Faults;
import com.orocloud.local.cloud.web.Handler;
import com.orocloud.local.cloud.web.Reply;
import com.orocloud.local.cloud.web.Routes;
import com.orocloud.local.cloud.web.Unreachable;
import com.orocloud.local.cloud.web.WebServer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The local cloud: what Compute Engine, Cloud Storage, Secret Manager, Oracle Cloud and a mail relay are to the control
 * plane in production, this process is to it on one machine.
 *
 * <p>It may be killed at any time: everything it has acknowledged is on disk, and its nodes go on without it.
 */
public final class LocalCloud implements AutoCloseable {

    private static final Logger LOG = System.getLogger(LocalCloud.class.getName());

    private final Runnable exit;
    private final FileLock lock;
    private final WebServer api;
    private final WebServer admin;
    private final MailServer mail;
    private final WebServer mailbox;

    LocalCloud(CloudConfig config, Runnable exit) throws IOException {
        this.exit = exit;
        Path state = Files.createDirectories(config.state());
        this.lock = lock(state.resolve("lock"));
        Path records = Files.createDirectories(
                state.resolve("records"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Faults faults = new Faults(new Shelf(records.resolve("faults")), config.hang());
        Ledger ledger = new Ledger(records.resolve("ledger.jsonl"));
        Regions regions = new Regions(Path.of(config.regions()), new Shelf(records.resolve("regions")));
        CallLog calls = new CallLog();
        Compute compute = new Compute(records, config.computeSettings(), regions, ledger, faults);
        Routes routes = new Routes();
        compute.route(routes);
        new StatusPage(regions).route(routes);
        new StorageApi(records, config.endpoint(), regions, ledger).route(routes);
        new Secrets(new Shelf(records.resolve("secrets")), ledger, config.controlToken(), compute::environment)
                .route(routes);
        new OciDialect(records, config.ociKeyFiles(), regions, compute, ledger).route(routes);
        Mailbox letters = new Mailbox(records.resolve("mail"));
        compute.resume();
        this.mail = new MailServer(config.smtp(), letters, faults);
        this.mailbox = new WebServer(config.mailbox(), new MailboxPages(letters));
        this.admin = new WebServer(config.admin(), new Admin(compute, regions, faults, ledger, calls, this::leave));
        this.api = new WebServer(config.api(), calls.around(OciDialect.worded(faults.around(silence(config, routes)))));
        LOG.log(Level.INFO, "The local cloud answers at {0}", config.endpoint());
    }

    private static FileLock lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = channel.tryLock();
        if (lock == null) {
            throw new IOException("another local cloud uses " + file.getParent());
        }
        return lock;
    }

    /** Lost regions stay silent, if the settings want it so; Oracle's, whose endpoints are gone, always. */
    private static Handler silence(CloudConfig config, Handler next) {
        return call -> {
            try {
                return next.answer(call);
            } catch (Unreachable lost) {
                if (config.unreachableHangs()) {
                    Thread.sleep(config.hang());
                    return Reply.dropped();
                }
                if (OciDialect.speaks(call)) {
                    return Reply.dropped();
                }
                throw lost;
            }
        };
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            throw new IllegalArgumentException("usage: LocalCloud <config.json>");
        }
        var _ = new LocalCloud(
                CloudConfig.read(Path.of(arguments[0])),
                () -> Runtime.getRuntime().exit(0));
    }

    /** Ends once the one who asked for it has been told. */
    private void leave() {
        admin.drain();
        exit.run();
    }

    /** Stops answering; nodes go on. */
    @Override
    public void close() throws IOException {
        api.close();
        admin.close();
        mailbox.close();
        mail.close();
        lock.channel().close();
    }
}
