package com.orocloud.provisioning.oci;

import com.oracle.bmc.core.model.Image;
import com.oracle.bmc.core.model.Instance;
import com.oracle.bmc.core.model.Instance.LifecycleState;
import com.oracle.bmc.core.model.Subnet;
import com.oracle.bmc.core.model.VnicAttachment;
import com.oracle.bmc.core.requests.GetInstanceRequest;
import com.oracle.bmc.core.requests.GetVnicRequest;
import com.oracle.bmc.core.requests.ListImagesRequest;
import com.oracle.bmc.core.requests.ListInstancesRequest;
import com.oracle.bmc.core.requests.ListSubnetsRequest;
import com.oracle.bmc.core.requests.ListVnicAttachmentsRequest;
import com.oracle.bmc.core.responses.GetInstanceResponse;
import com.oracle.bmc.core.responses.ListInstancesResponse;
import com.oracle.bmc.identity.model.AvailabilityDomain;
import com.oracle.bmc.identity.requests.ListAvailabilityDomainsRequest;
import com.oracle.bmc.model.BmcException;
import com.orocloud.provisioning.cloud.Cloud;
import com.orocloud.provisioning.cloud.Machine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds things in one region. Names are not unique there and identifiers are what counts; what was found once is looked
 * up by its identifier from then on.
 */
final class OciRegion implements AutoCloseable {

    private static final int PAGE = 100;

    private static final Pattern ZONE = Pattern.compile(".*-(ad-\\d+)(?:-fd-(\\d+))?");

    final OciClients clients;
    private final OciAccount account;
    private final Map<Machine, String> instanceIds = new ConcurrentHashMap<>();
    private final Map<String, String> cards = new ConcurrentHashMap<>();
    private final Map<String, String> addresses = new ConcurrentHashMap<>();
    private final Map<String, String> names = new ConcurrentHashMap<>();

    OciRegion(OciAccount account, String region) {
        this.account = account;
        this.clients = new OciClients(account, region);
    }

    /** An instance and the version in which it was seen. */
    record Seen(Instance instance, String etag) {}

    /** The name that our tenancy knows an availability domain by; it begins differently in each tenancy. */
    String availabilityDomain(String zone) {
        return names.computeIfAbsent(zone, wanted -> {
            String suffix = "-" + part(wanted, 1).orElse(wanted).toUpperCase(Locale.ROOT);
            var request = ListAvailabilityDomainsRequest.builder()
                    .compartmentId(account.tenancy())
                    .build();
            return clients.identity.listAvailabilityDomains(request).getItems().stream()
                    .map(AvailabilityDomain::getName)
                    .filter(name -> name.endsWith(suffix))
                    .findFirst()
                    .orElseThrow(() -> missing("an availability domain " + wanted));
        });
    }

    /** The fault domain of a zone that names one; null leaves the choice to the provider. */
    static @Nullable String faultDomain(String zone) {
        return part(zone, 2).map(number -> "FAULT-DOMAIN-" + number).orElse(null);
    }

    private static Optional<String> part(String zone, int group) {
        Matcher matcher = ZONE.matcher(zone);
        return matcher.matches() ? Optional.ofNullable(matcher.group(group)) : Optional.empty();
    }

    /** The zone, of these, that an instance stands in; its own words if it is none of them. */
    static String zoneOf(Instance instance, List<String> zones) {
        String domain = instance.getAvailabilityDomain().toLowerCase(Locale.ROOT);
        String fault = String.valueOf(instance.getFaultDomain()).toLowerCase(Locale.ROOT);
        return zones.stream()
                .filter(zone -> domain.endsWith("-" + part(zone, 1).orElse(zone)))
                .filter(zone -> part(zone, 2)
                        .map(number -> fault.equals("fault-domain-" + number))
                        .orElse(true))
                .findFirst()
                .orElse(instance.getAvailabilityDomain());
    }

    String subnetId() {
        return names.computeIfAbsent("subnet", _ -> {
            var request = ListSubnetsRequest.builder()
                    .compartmentId(account.compartment())
                    .displayName(account.subnet())
                    .build();
            return clients.network.listSubnets(request).getItems().stream()
                    .map(Subnet::getId)
                    .findFirst()
                    .orElseThrow(() -> missing("a subnet named " + account.subnet()));
        });
    }

    String imageId() {
        return names.computeIfAbsent("image", _ -> {
            var request = ListImagesRequest.builder()
                    .compartmentId(account.compartment())
                    .displayName(account.image())
                    .build();
            return clients.compute.listImages(request).getItems().stream()
                    .map(Image::getId)
                    .findFirst()
                    .orElseThrow(() -> missing("an image named " + account.image()));
        });
    }

    private static BmcException missing(String what) {
        return new BmcException(OciFailures.NOT_FOUND, "NotPrepared", "there is no such thing: " + what, "");
    }

    /** Our instance of this name, if one is there; one that was terminated is not. */
    Optional<Seen> find(Machine machine) {
        List<String> there = List.of(machine.zone());
        Predicate<Instance> ours =
                instance -> Cloud.OWNER.equals(instance.getFreeformTags().get(Cloud.OWNER_LABEL))
                        && isThere(instance)
                        && machine.zone().equals(zoneOf(instance, there));
        String known = instanceIds.get(machine);
        if (known != null) {
            Optional<Seen> seen = get(known).filter(found -> ours.test(found.instance()));
            if (seen.isPresent()) {
                return seen;
            }
            instanceIds.remove(machine);
        }
        Optional<String> found = instances(request ->
                        request.displayName(machine.name()).availabilityDomain(availabilityDomain(machine.zone())))
                .filter(ours)
                .min(Comparator.comparing(Instance::getTimeCreated))
                .map(Instance::getId);
        found.ifPresent(id -> instanceIds.put(machine, id));
        return found.flatMap(this::get);
    }

    /** An answer that nothing is there may also mean that we may not see it; so a list has the last word. */
    private Optional<Seen> get(String id) {
        try {
            GetInstanceResponse answer = clients.compute.getInstance(
                    GetInstanceRequest.builder().instanceId(id).build());
            return Optional.of(new Seen(answer.getInstance(), String.valueOf(answer.getEtag())))
                    .filter(seen -> isThere(seen.instance()));
        } catch (BmcException e) {
            if (e.getStatusCode() == OciFailures.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The identifier of our instance of this name, without looking at it if it is known. */
    Optional<String> idOf(Machine machine) {
        return Optional.ofNullable(instanceIds.get(machine))
                .or(() -> find(machine).map(seen -> seen.instance().getId()));
    }

    void remember(Machine machine, String id) {
        instanceIds.put(machine, id);
    }

    static boolean isThere(Instance instance) {
        return instance.getLifecycleState() != LifecycleState.Terminated;
    }

    Stream<Instance> instances(Function<ListInstancesRequest.Builder, ListInstancesRequest.Builder> narrower) {
        var found = new ArrayList<Instance>();
        String page = null;
        do {
            ListInstancesRequest.Builder request = ListInstancesRequest.builder()
                    .compartmentId(account.compartment())
                    .limit(PAGE)
                    .page(page);
            ListInstancesResponse answer =
                    clients.compute.listInstances(narrower.apply(request).build());
            found.addAll(answer.getItems());
            page = answer.getOpcNextPage();
        } while (page != null);
        return found.stream();
    }

    /** The network card of an instance; empty until it has one. */
    Optional<String> card(String instanceId) {
        String known = cards.get(instanceId);
        if (known != null) {
            return Optional.of(known);
        }
        var request = ListVnicAttachmentsRequest.builder()
                .compartmentId(account.compartment())
                .instanceId(instanceId)
                .build();
        Optional<String> card = clients.compute.listVnicAttachments(request).getItems().stream()
                .filter(attachment -> attachment.getLifecycleState() == VnicAttachment.LifecycleState.Attached)
                .map(VnicAttachment::getVnicId)
                .findFirst();
        card.ifPresent(id -> cards.put(instanceId, id));
        return card;
    }

    /** The private address of an instance, which never changes; empty until it has one. */
    Optional<String> address(String instanceId) {
        String known = addresses.get(instanceId);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<String> address = card(instanceId)
                .map(id -> clients.network
                        .getVnic(GetVnicRequest.builder().vnicId(id).build())
                        .getVnic()
                        .getPrivateIp());
        address.ifPresent(ip -> addresses.put(instanceId, ip));
        return address;
    }

    @Override
    public void close() {
        clients.close();
    }
}
