package com.orocloud.provisioning.site;

import com.orocloud.events.Component;
import com.orocloud.events.EnvironmentProfile;
import com.orocloud.events.NodeFenceRequested;
import com.orocloud.events.SiteFenceRequested;
import com.orocloud.events.SiteRole;
import com.orocloud.provisioning.cloud.Cloud;
import com.orocloud.provisioning.cloud.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a site is to be, fixed before the first call is made: the names of its nodes follow from it, so that building it
 * twice builds it once.
 *
 * @param epoch 1 for the first site, then the one that the approval of a recovery gave it
 * @param install true if the application creates its own tables; false if a restore brings them
 * @param drCaseId the case that it was approved for; null for a primary site
 * @param profile which components it has; absent in plans made before there was a choice
 * @param consumerNodes absent in plans made before there was a choice
 */
public record SitePlan(
        String environmentId,
        String project,
        SiteRole role,
        long epoch,
        Place place,
        List<String> zones,
        int webNodes,
        int databaseNodes,
        SiteAddresses addresses,
        List<String> hostnames,
        String commit,
        boolean install,
        String secretsRef,
        @Nullable UUID drCaseId,
        @Nullable EnvironmentProfile profile,
        @Nullable Integer consumerNodes) {

    public SitePlan {
        profile = profile == null ? EnvironmentProfile.MINIMAL : profile;
        consumerNodes = consumerNodes == null ? Size.firstConsumers(profile) : consumerNodes;
    }

    /** Where visitors come in, on the ingress address. */
    public static final int INGRESS_PORT = 8080;

    /** Of what decides by majority: the fewest that can lose one. */
    private static final int VOTERS = 3;

    static final String EPOCH_LABEL = "oro-epoch";

    public static String id(String environmentId, long epoch) {
        return environmentId + "/" + epoch;
    }

    public static String id(SiteFenceRequested request) {
        return id(request.getEnvironmentId(), request.getSiteEpoch());
    }

    public static String id(NodeFenceRequested request) {
        return id(request.getEnvironmentId(), request.getSiteEpoch());
    }

    /** The site that an instance says it belongs to; of something else if its labels are not ours. */
    public static String idOf(Map<String, String> labels) {
        return labels.getOrDefault(Cloud.ENVIRONMENT_LABEL, "") + "/" + labels.getOrDefault(EPOCH_LABEL, "");
    }

    public String id() {
        return id(environmentId, epoch);
    }

    /** First placement: the nodes of a component go round the zones, so that no zone holds all of them. */
    List<SiteNode> nodes() {
        var nodes = new ArrayList<SiteNode>();
        place(nodes, Component.DATABASE, databaseNodes);
        place(nodes, Component.WEB, webNodes);
        place(nodes, Component.FILES, 1);
        if (profile == EnvironmentProfile.FULL) {
            place(nodes, Component.CACHE, VOTERS);
            place(nodes, Component.QUEUE, VOTERS);
            place(nodes, Component.CONSUMER, size().consumerNodes());
            place(nodes, Component.SMTP, 2);
        }
        place(nodes, Component.LOAD_BALANCER, 1);
        return List.copyOf(nodes);
    }

    private void place(List<SiteNode> nodes, Component component, int count) {
        for (int ordinal = 1; ordinal <= count; ordinal++) {
            String zone = zones.get((ordinal - 1) % zones.size());
            nodes.add(SiteNode.planned(nodeName(component, ordinal), component, ordinal, zone));
        }
    }

    public Size size() {
        return new Size(webNodes, Objects.requireNonNull(consumerNodes));
    }

    SitePlan sized(Size size) {
        return new SitePlan(
                environmentId,
                project,
                role,
                epoch,
                place,
                zones,
                size.webNodes(),
                databaseNodes,
                addresses,
                hostnames,
                commit,
                install,
                secretsRef,
                drCaseId,
                profile,
                size.consumerNodes());
    }

    /** One more node of a component: in the zone that has the fewest of it, with the first number that is free. */
    SiteNode another(Component component, List<SiteNode> all) {
        List<SiteNode> siblings =
                all.stream().filter(node -> node.component() == component).toList();
        int ordinal = 1;
        while (isTaken(ordinal, siblings)) {
            ordinal++;
        }
        String zone = zones.stream()
                .min(Comparator.comparingLong(each -> siblings.stream()
                        .filter(node -> node.zone().equals(each))
                        .count()))
                .orElseThrow();
        return SiteNode.planned(nodeName(component, ordinal), component, ordinal, zone);
    }

    private static boolean isTaken(int ordinal, List<SiteNode> siblings) {
        return siblings.stream().anyMatch(node -> node.ordinal() == ordinal);
    }

    /** True if a node of this name was of this site at some time, or could have been. */
    public boolean couldHaveHad(String name) {
        return Size.CHANGEABLE.stream()
                .map(component -> nodeName(component, 0))
                .anyMatch(zeroth ->
                        name.matches(Pattern.quote(zeroth.substring(0, zeroth.length() - 1)) + "[1-9][0-9]{0,2}"));
    }

    private String nodeName(Component component, int ordinal) {
        return "%s-%d-%s-%d".formatted(environmentId, epoch, SiteNode.shortName(component), ordinal);
    }

    /**
     * Where to try next when a zone has no machine left: the untried zone with the fewest nodes of the component, never
     * one that would put all of them together. Empty when every zone was tried.
     */
    Optional<String> nextZone(SiteNode node, List<SiteNode> all) {
        List<String> siblings = all.stream()
                .filter(other ->
                        other.component() == node.component() && !other.name().equals(node.name()))
                .map(SiteNode::zone)
                .toList();
        return zones.stream()
                .filter(zone -> !node.exhausted().contains(zone) && !zone.equals(node.zone()))
                .filter(zone -> siblings.isEmpty() || !siblings.stream().allMatch(zone::equals))
                .min(Comparator.comparingLong(
                        zone -> siblings.stream().filter(zone::equals).count()));
    }

    public Map<String, String> labels(SiteNode node) {
        return Map.of(
                Cloud.OWNER_LABEL,
                Cloud.OWNER,
                Cloud.ENVIRONMENT_LABEL,
                environmentId,
                "oro-site",
                role.name().toLowerCase(Locale.ROOT),
                EPOCH_LABEL,
                Long.toString(epoch),
                "oro-role",
                node.component().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
}
