package com.orocloud.failover.redundancy;

import com.orocloud.events.AddressSet;
import com.orocloud.events.Component;
import com.orocloud.events.EnvironmentDismantlingStarted;
import com.orocloud.events.EnvironmentFenced;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.EnvironmentScaled;
import com.orocloud.events.IaasProvider;
import com.orocloud.events.NodeRef;
import com.orocloud.events.RegionRef;
import com.orocloud.events.SiteRole;
import com.orocloud.failover.redundancy.Members.Member;
import com.orocloud.failover.redundancy.Redundancy.Lost;
import com.orocloud.testkit.Meta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;

/** A site with two databases, two web nodes, three queue nodes, one balancer, and one that nobody can ask. */
final class TestingMembers {

    static final String ID = "acme-prod";
    static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");

    private TestingMembers() {}

    static EnvironmentProvisioned provisioned() {
        return provisioned(ID);
    }

    static EnvironmentProvisioned provisioned(String environmentId) {
        var nodes = new ArrayList<NodeRef>();
        add(nodes, Component.DATABASE, 2);
        add(nodes, Component.WEB, 2);
        add(nodes, Component.QUEUE, 3);
        add(nodes, Component.LOAD_BALANCER, 1);
        add(nodes, Component.SEARCH, 2);
        return EnvironmentProvisioned.newBuilder()
                .setMeta(Meta.of("provisioning-service", "acme", environmentId))
                .setEnvironmentId(environmentId)
                .setSiteEpoch(1)
                .setSite(SiteRole.PRIMARY)
                .setRegion(new RegionRef(IaasProvider.GCP, "europe-west4"))
                .setNodes(nodes)
                .setAddresses(new AddressSet(List.of("192.0.2.1"), List.of(), false))
                .setIngressPort(8080)
                .setSecretsRef("gcpsm://ocom-acme/" + environmentId)
                .setDurationMs(1)
                .build();
    }

    static Members members() {
        return Members.of(provisioned());
    }

    /** As they are told when these nodes are lost, named like web-2 or load_balancer-1. */
    static List<Lost> lost(Instant since, String... nodes) {
        return members().all().stream()
                .filter(member -> Stream.of(nodes).anyMatch(member.nodeId()::equals))
                .map(member -> lost(member, since))
                .toList();
    }

    static Lost lost(Member member, Instant since) {
        return new Lost(member.component(), member.nodeId(), member.zone(), since, "does not answer");
    }

    private static void add(List<NodeRef> nodes, Component component, int count) {
        for (int n = 1; n <= count; n++) {
            nodes.add(NodeRef.newBuilder()
                    .setComponent(component)
                    .setNodeId(component.name().toLowerCase(Locale.ROOT) + "-" + n)
                    .setZone("europe-west4-" + (char) ('a' + n - 1))
                    .setAddress("10.0.0." + n)
                    .setPort(1)
                    .build());
        }
    }

    /** The same without these nodes, from now on. */
    static EnvironmentScaled scaled(String... without) {
        return EnvironmentScaled.newBuilder()
                .setMeta(Meta.of("provisioning-service", "acme", ID))
                .setEnvironmentId(ID)
                .setRequestId(UUID.randomUUID())
                .setSiteEpoch(1)
                .setSite(SiteRole.PRIMARY)
                .setWebNodes(2 - without.length)
                .setConsumerNodes(0)
                .setNodes(provisioned().getNodes().stream()
                        .filter(node -> Stream.of(without).noneMatch(node.getNodeId()::equals))
                        .toList())
                .build();
    }

    static EnvironmentDismantlingStarted dismantled() {
        return EnvironmentDismantlingStarted.newBuilder()
                .setMeta(Meta.of("provisioning-service", "acme", ID))
                .setEnvironmentId(ID)
                .setRequestId(UUID.randomUUID())
                .setSiteEpoch(1)
                .build();
    }

    static EnvironmentFenced fenced() {
        return EnvironmentFenced.newBuilder()
                .setMeta(Meta.of("provisioning-service", "acme", ID))
                .setEnvironmentId(ID)
                .setSiteEpoch(1)
                .setSite(SiteRole.PRIMARY)
                .setProven(true)
                .setEvidence("TERMINATED")
                .build();
    }
}
