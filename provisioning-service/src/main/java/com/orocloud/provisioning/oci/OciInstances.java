package com.orocloud.provisioning.oci;

import com.oracle.bmc.core.model.CreateVnicDetails;
import com.oracle.bmc.core.model.Instance;
import com.oracle.bmc.core.model.InstanceSourceViaImageDetails;
import com.oracle.bmc.core.model.LaunchInstanceDetails;
import com.oracle.bmc.core.model.LaunchInstanceShapeConfigDetails;
import com.orocloud.provisioning.cloud.Cloud;
import com.orocloud.provisioning.cloud.Cloud.Condition;
import com.orocloud.provisioning.cloud.Cloud.InstanceOrder;
import com.orocloud.provisioning.cloud.Machine;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Instances in Oracle's words and in ours. */
final class OciInstances {

    /** Where a node may write its state; Oracle has no guest attributes. */
    static final String STATUS = "orocloud-status";

    private static final String USER_DATA = "user-data";

    private static final String THEIR_USER_DATA = "user_data";

    private static final String GUEST_ATTRIBUTES = "enable-guest-attributes";

    private OciInstances() {}

    static LaunchInstanceDetails launch(OciAccount account, OciRegion region, InstanceOrder order) {
        String zone = order.machine().zone();
        return LaunchInstanceDetails.builder()
                .compartmentId(account.compartment())
                .availabilityDomain(region.availabilityDomain(zone))
                .faultDomain(OciRegion.faultDomain(zone))
                .displayName(order.machine().name())
                .shape(account.shape())
                .shapeConfig(LaunchInstanceShapeConfigDetails.builder()
                        .ocpus(account.ocpus())
                        .memoryInGBs(account.memoryGigabytes())
                        .build())
                .sourceDetails(InstanceSourceViaImageDetails.builder()
                        .imageId(region.imageId())
                        .build())
                .createVnicDetails(CreateVnicDetails.builder()
                        .subnetId(region.subnetId())
                        .assignPublicIp(false)
                        .build())
                .freeformTags(new TreeMap<>(order.labels()))
                .metadata(theirs(order.metadata()))
                .build();
    }

    /** In a fixed order, because the same request must have the same body. */
    static Map<String, String> theirs(Map<String, String> items) {
        var metadata = new TreeMap<>(items);
        metadata.remove(GUEST_ATTRIBUTES);
        String cloudConfig = metadata.remove(USER_DATA);
        if (cloudConfig != null) {
            metadata.put(
                    THEIR_USER_DATA, Base64.getEncoder().encodeToString(cloudConfig.getBytes(StandardCharsets.UTF_8)));
        }
        return metadata;
    }

    /** What a machine was told about its first start cannot be changed, so that part stays as it is. */
    static Map<String, String> changed(Map<String, String> items, Cloud.Instance observed, String statusUrl) {
        var wanted = new TreeMap<>(items);
        wanted.put(STATUS, statusUrl);
        String before = observed.metadata().get(USER_DATA);
        if (before == null) {
            wanted.remove(USER_DATA);
        } else {
            wanted.put(USER_DATA, before);
        }
        return theirs(wanted);
    }

    private static Map<String, String> ours(@Nullable Map<String, String> metadata) {
        var items = new TreeMap<String, String>(metadata == null ? Map.of() : metadata);
        String cloudConfig = items.remove(THEIR_USER_DATA);
        if (cloudConfig != null) {
            items.put(USER_DATA, new String(Base64.getDecoder().decode(cloudConfig), StandardCharsets.UTF_8));
        }
        return items;
    }

    static Cloud.Instance seen(Machine machine, Instance instance, String etag, @Nullable String address) {
        return new Cloud.Instance(
                machine,
                condition(instance.getLifecycleState()),
                instance.getLifecycleState().getValue(),
                address,
                instance.getFreeformTags(),
                ours(instance.getMetadata()),
                etag);
    }

    static Condition condition(Instance.LifecycleState state) {
        return switch (state) {
            case Provisioning, Starting -> Condition.STARTING;
            case Running -> Condition.RUNNING;
            case Stopping, Terminating -> Condition.STOPPING;
            case Stopped -> Condition.STOPPED;
            case Moving, CreatingImage, Terminated, UnknownEnumValue -> Condition.OTHER;
        };
    }
}
