package com.orocloud.backup;

import com.orocloud.backup.site.Credentials;
import com.orocloud.backup.site.FilesNode;
import com.orocloud.backup.site.MainDatabase;
import com.orocloud.backup.site.SiteGate;
import com.orocloud.events.Component;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.NodeRef;
import com.orocloud.events.SiteRole;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one environment's data lives. All database nodes are listed, because the main moves among them without telling us.
 *
 * @param databases {@code host:port} of each database node
 * @param files {@code host:port} of each files node; one today
 * @param secretsRef where the credentials are kept, never the credentials
 * @param front {@code host:port} where visitors come in; null in what releases before 0.2 have stored
 */
record Site(
        SiteRole role,
        long epoch,
        Region region,
        List<String> databases,
        List<String> files,
        String secretsRef,
        @Nullable String front) {

    Site(SiteRole role, long epoch, Region region, List<String> databases, List<String> files, String secretsRef) {
        this(role, epoch, region, databases, files, secretsRef, null);
    }

    /** Name of the application's database on every site. */
    static final String DATABASE = "shop";

    static Site of(EnvironmentProvisioned event) {
        return new Site(
                event.getSite(),
                event.getSiteEpoch(),
                Region.of(event.getRegion()),
                addresses(event, Component.DATABASE),
                addresses(event, Component.FILES),
                event.getSecretsRef(),
                front(event));
    }

    private static @Nullable String front(EnvironmentProvisioned event) {
        return event.getAddresses().getIngress().stream()
                .findFirst()
                .map(address -> address + ":" + event.getIngressPort())
                .orElse(null);
    }

    /** Keeps visitors out while data is replaced. */
    SiteGate gate(Credentials credentials) {
        return new SiteGate(database(credentials), DATABASE);
    }

    MainDatabase database(Credentials credentials) {
        return new MainDatabase(databases, credentials);
    }

    FilesNode filesNode(Credentials credentials) throws IOException {
        if (files.isEmpty()) {
            throw new IOException("the site has no files node");
        }
        return new FilesNode(files.getFirst(), credentials);
    }

    private static List<String> addresses(EnvironmentProvisioned event, Component component) {
        return event.getNodes().stream()
                .filter(node -> node.getComponent() == component)
                .map(Site::address)
                .toList();
    }

    private static String address(NodeRef node) {
        return node.getAddress() + ":" + node.getPort();
    }
}
