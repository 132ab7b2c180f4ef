package com.orocloud.provisioning.gcp;

import com.google.cloud.compute.v1.AccessConfig;
import com.google.cloud.compute.v1.AttachedDisk;
import com.google.cloud.compute.v1.AttachedDiskInitializeParams;
import com.google.cloud.compute.v1.Items;
import com.google.cloud.compute.v1.Metadata;
import com.google.cloud.compute.v1.NetworkInterface;
import com.orocloud.provisioning.cloud.Cloud.Condition;
import com.orocloud.provisioning.cloud.Cloud.Instance;
import com.orocloud.provisioning.cloud.Cloud.InstanceOrder;
import com.orocloud.provisioning.cloud.Machine;
import java.util.Map;
import java.util.stream.Collectors;

/** Instances in Google's words and in ours. */
final class GcpInstances {

    private final String machineType;
    private final String image;

    GcpInstances(GcpAccount account) {
        this.machineType = account.machineType();
        this.image = account.image();
    }

    com.google.cloud.compute.v1.Instance instance(InstanceOrder order) {
        var network = NetworkInterface.newBuilder().setNetwork("global/networks/default");
        if (order.publicAddress() != null) {
            network.addAccessConfigs(AccessConfig.newBuilder()
                    .setName("External NAT")
                    .setType("ONE_TO_ONE_NAT")
                    .setNatIP(order.publicAddress()));
        }
        String zone = order.machine().zone();
        return com.google.cloud.compute.v1.Instance.newBuilder()
                .setName(order.machine().name())
                .setMachineType("zones/" + zone + "/machineTypes/" + machineType)
                .putAllLabels(order.labels())
                .setMetadata(metadata(order.metadata()))
                .addDisks(AttachedDisk.newBuilder()
                        .setBoot(true)
                        .setAutoDelete(true)
                        .setInitializeParams(
                                AttachedDiskInitializeParams.newBuilder().setSourceImage(image)))
                .addNetworkInterfaces(network)
                .build();
    }

    static Metadata.Builder metadata(Map<String, String> items) {
        var metadata = Metadata.newBuilder();
        items.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(item -> metadata.addItems(
                        Items.newBuilder().setKey(item.getKey()).setValue(item.getValue())));
        return metadata;
    }

    static Instance seen(Machine machine, com.google.cloud.compute.v1.Instance instance) {
        String address = instance.getNetworkInterfacesCount() == 0
                ? ""
                : instance.getNetworkInterfaces(0).getNetworkIP();
        return new Instance(
                machine,
                condition(instance.getStatus()),
                instance.getStatus(),
                address.isEmpty() ? null : address,
                instance.getLabelsMap(),
                instance.getMetadata().getItemsList().stream()
                        .collect(Collectors.toMap(Items::getKey, Items::getValue)),
                instance.getMetadata().getFingerprint());
    }

    private static Condition condition(String status) {
        return switch (status) {
            case "PROVISIONING", "STAGING" -> Condition.STARTING;
            case "RUNNING" -> Condition.RUNNING;
            case "STOPPING", "PENDING_STOP", "SUSPENDING", "DEPROVISIONING" -> Condition.STOPPING;
            case "TERMINATED", "STOPPED" -> Condition.STOPPED;
            default -> Condition.OTHER;
        };
    }
}
