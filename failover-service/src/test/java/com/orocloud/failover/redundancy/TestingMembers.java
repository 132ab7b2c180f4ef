package com.orocloud.failover.redundancy;

import com.orocloud.events.AddressSet;
import com.orocloud.events.Component;
import com.orocloud.events.EnvironmentDismantlingStarted;
import com.orocloud.events.EnvironmentFenced;
import com.orocloud.events.EnvironmentProvisioned;
import com.orocloud.events.IaasProvider;
import com.orocloud.events.NodeRef;
import com.orocloud.events.RegionRef;
import com.orocloud.events.SiteRole;
import com.orocloud.testkit.Meta;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A site with two databases, two web nodes, three queue nodes and one balancer. */
final class TestingMembers {

    static final String ID = "acme-prod";

    private TestingMembers() {}

    static EnvironmentProvisioned provisioned() {
        var nodes = new ArrayList<NodeRef>();
        add(nodes, Component.DATABASE, 2);
        add(nodes, Component.WEB, 2);
        add(nodes, Component.QUEUE, 3);
        add(nodes, Component.LOAD_BALANCER, 1);
        return EnvironmentProvisioned.newBuilder()
                .setMeta(Meta.of("provisioning-service", "acme", ID))
                .setEnvironmentId(ID)
                .setSiteEpoch(1)
                .setSite(SiteRole.PRIMARY)
                .setRegion(new RegionRef(IaasProvider.GCP, "europe-west4"))
                .setNodes(nodes)
                .setAddresses(AddressSet.newBuilder()
                        .setIngress(List.of("192.0.2.1"))
                        .setEgress(List.of())
                        .build())
                .setIngressPort(8080)
                .setSecretsRef("gcpsm://ocom-acme/" + ID)
                .setDurationMs(1)
                .build();
    }

    private static void add(List<NodeRef> nodes, Component component, int count) {
        for (int n = 1; n <= count; n++) {
            nodes.add(NodeRef.newBuilder()
                    .setComponent(component)
                    .setNodeId(component.name().toLowerCase(java.util.Locale.ROOT) + "-" + n)
                    .setZone("europe-west4-" + n)
                    .setAddress("10.0.0." + n)
                    .setPort(1)
                    .build());
        }
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
