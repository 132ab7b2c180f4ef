package com.orocloud.provisioning.oci;

import com.oracle.bmc.core.model.CreatePublicIpDetails;
import com.oracle.bmc.core.model.GetPublicIpByIpAddressDetails;
import com.oracle.bmc.core.model.PrivateIp;
import com.oracle.bmc.core.model.PublicIp;
import com.oracle.bmc.core.model.PublicIp.LifecycleState;
import com.oracle.bmc.core.model.UpdatePublicIpDetails;
import com.oracle.bmc.core.requests.CreatePublicIpRequest;
import com.oracle.bmc.core.requests.DeletePublicIpRequest;
import com.oracle.bmc.core.requests.GetPublicIpByIpAddressRequest;
import com.oracle.bmc.core.requests.GetPublicIpRequest;
import com.oracle.bmc.core.requests.ListPrivateIpsRequest;
import com.oracle.bmc.core.requests.ListPublicIpsRequest;
import com.oracle.bmc.core.requests.UpdatePublicIpRequest;
import com.oracle.bmc.core.responses.ListPublicIpsResponse;
import com.oracle.bmc.model.BmcException;
import com.orocloud.provisioning.cloud.Cloud;
import com.orocloud.provisioning.cloud.Cloud.AddressOrder;
import com.orocloud.provisioning.cloud.Cloud.ReservedAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Reserved public addresses. Names are not unique, so ours are told by their tags, and looked for before one is made. */
final class OciAddresses {

    private static final int PAGE = 100;

    private static final Set<LifecycleState> GONE = EnumSet.of(LifecycleState.Terminating, LifecycleState.Terminated);

    private static final Set<LifecycleState> CHOSEN =
            EnumSet.of(LifecycleState.Available, LifecycleState.Assigning, LifecycleState.Assigned);

    private final OciAccount account;
    private final Map<String, String> ids = new ConcurrentHashMap<>();

    OciAddresses(OciAccount account) {
        this.account = account;
    }

    /** Empty while the provider is still choosing it. */
    Optional<String> ensure(OciRegion region, AddressOrder order) {
        PublicIp address = find(region, order).orElseGet(() -> reserve(region, order));
        ids.put(key(order), address.getId());
        return CHOSEN.contains(address.getLifecycleState())
                ? Optional.ofNullable(address.getIpAddress())
                : Optional.empty();
    }

    private static String key(AddressOrder order) {
        return order.place() + "/" + order.name() + "/" + new TreeMap<>(order.labels());
    }

    private Optional<PublicIp> find(OciRegion region, AddressOrder order) {
        String known = ids.get(key(order));
        if (known != null) {
            Optional<PublicIp> still = get(region, known).filter(OciAddresses::isThere);
            if (still.isPresent()) {
                return still;
            }
            ids.remove(key(order));
        }
        return ordered(region, order).findFirst();
    }

    private Stream<PublicIp> ordered(OciRegion region, AddressOrder order) {
        return reserved(region).stream()
                .filter(address -> order.name().equals(address.getDisplayName()))
                .filter(address -> address.getFreeformTags()
                        .entrySet()
                        .containsAll(order.labels().entrySet()))
                .filter(OciAddresses::isThere);
    }

    /** All of this name and these tags: names are not unique. @return true once none is there; false: ask again */
    boolean release(OciRegion region, AddressOrder order) {
        List<PublicIp> there = ordered(region, order).toList();
        for (PublicIp address : there) {
            region.clients.network.deletePublicIp(
                    DeletePublicIpRequest.builder().publicIpId(address.getId()).build());
        }
        ids.remove(key(order));
        return there.isEmpty();
    }

    private static boolean isThere(PublicIp address) {
        return !GONE.contains(address.getLifecycleState());
    }

    /** An answer that nothing is there may also mean that we may not see it; so a list has the last word. */
    private static Optional<PublicIp> get(OciRegion region, String id) {
        try {
            return Optional.of(region.clients
                    .network
                    .getPublicIp(GetPublicIpRequest.builder().publicIpId(id).build())
                    .getPublicIp());
        } catch (BmcException e) {
            if (e.getStatusCode() == OciFailures.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    List<ReservedAddress> ours(OciRegion region) {
        return reserved(region).stream()
                .filter(OciAddresses::isThere)
                .filter(address -> Cloud.OWNER.equals(address.getFreeformTags().get(Cloud.OWNER_LABEL)))
                .map(address -> new ReservedAddress(
                        address.getDisplayName(),
                        address.getFreeformTags(),
                        Objects.requireNonNullElse(address.getIpAddress(), "")))
                .toList();
    }

    private List<PublicIp> reserved(OciRegion region) {
        var found = new ArrayList<PublicIp>();
        String page = null;
        do {
            var request = ListPublicIpsRequest.builder()
                    .compartmentId(account.compartment())
                    .scope(ListPublicIpsRequest.Scope.Region)
                    .lifetime(ListPublicIpsRequest.Lifetime.Reserved)
                    .limit(PAGE)
                    .page(page)
                    .build();
            ListPublicIpsResponse answer = region.clients.network.listPublicIps(request);
            found.addAll(answer.getItems());
            page = answer.getOpcNextPage();
        } while (page != null);
        return found;
    }

    private PublicIp reserve(OciRegion region, AddressOrder order) {
        var request = CreatePublicIpRequest.builder()
                .opcRetryToken(order.effectId().toString())
                .createPublicIpDetails(CreatePublicIpDetails.builder()
                        .compartmentId(account.compartment())
                        .lifetime(CreatePublicIpDetails.Lifetime.Reserved)
                        .displayName(order.name())
                        .freeformTags(new TreeMap<>(order.labels()))
                        .build())
                .build();
        return region.clients.network.createPublicIp(request).getPublicIp();
    }

    /** @return true once the instance has the address; false: ask again */
    boolean give(OciRegion region, String instanceId, String address) {
        Optional<String> card = region.card(instanceId);
        if (card.isEmpty()) {
            return false;
        }
        String privateIp = region
                .clients
                .network
                .listPrivateIps(
                        ListPrivateIpsRequest.builder().vnicId(card.get()).build())
                .getItems()
                .stream()
                .filter(ip -> Boolean.TRUE.equals(ip.getIsPrimary()))
                .map(PrivateIp::getId)
                .findFirst()
                .orElse("");
        if (privateIp.isEmpty()) {
            return false;
        }
        PublicIp reserved = region.clients
                .network
                .getPublicIpByIpAddress(GetPublicIpByIpAddressRequest.builder()
                        .getPublicIpByIpAddressDetails(GetPublicIpByIpAddressDetails.builder()
                                .ipAddress(address)
                                .build())
                        .build())
                .getPublicIp();
        if (!privateIp.equals(reserved.getAssignedEntityId())) {
            reserved = region.clients
                    .network
                    .updatePublicIp(UpdatePublicIpRequest.builder()
                            .publicIpId(reserved.getId())
                            .updatePublicIpDetails(UpdatePublicIpDetails.builder()
                                    .privateIpId(privateIp)
                                    .build())
                            .build())
                    .getPublicIp();
        }
        return privateIp.equals(reserved.getAssignedEntityId())
                && reserved.getLifecycleState() == LifecycleState.Assigned;
    }
}
