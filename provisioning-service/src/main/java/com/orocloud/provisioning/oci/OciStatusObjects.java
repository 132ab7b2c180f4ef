package com.orocloud.provisioning.oci;

import com.oracle.bmc.model.BmcException;
import com.oracle.bmc.objectstorage.model.CreateBucketDetails;
import com.oracle.bmc.objectstorage.model.CreatePreauthenticatedRequestDetails;
import com.oracle.bmc.objectstorage.model.CreatePreauthenticatedRequestDetails.AccessType;
import com.oracle.bmc.objectstorage.model.PreauthenticatedRequestSummary;
import com.oracle.bmc.objectstorage.requests.CreateBucketRequest;
import com.oracle.bmc.objectstorage.requests.CreatePreauthenticatedRequestRequest;
import com.oracle.bmc.objectstorage.requests.DeleteObjectRequest;
import com.oracle.bmc.objectstorage.requests.DeletePreauthenticatedRequestRequest;
import com.oracle.bmc.objectstorage.requests.GetNamespaceRequest;
import com.oracle.bmc.objectstorage.requests.GetObjectRequest;
import com.oracle.bmc.objectstorage.requests.ListPreauthenticatedRequestsRequest;
import com.orocloud.provisioning.cloud.Cloud;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where nodes say how they are, since Oracle has no guest attributes: each node may write one object of its region's
 * bucket, named by its instance's identifier, by a request that was authenticated beforehand and can do nothing else.
 */
final class OciStatusObjects {

    /** Longer than any node lives between two replacements. */
    private static final Duration VALID = Duration.ofDays(3650);

    private static final int LARGEST_BYTES = 64 << 10;

    private final OciAccount account;
    private final Clock clock;
    private volatile @Nullable String namespace;

    OciStatusObjects(OciAccount account, Clock clock) {
        this.account = account;
        this.clock = clock;
    }

    private String namespace(OciRegion region) {
        String known = namespace;
        if (known == null) {
            known = region.clients
                    .objects
                    .getNamespace(GetNamespaceRequest.builder().build())
                    .getValue();
            namespace = known;
        }
        return known;
    }

    /** A new address that this instance may put its state to. */
    String allow(OciRegion region, String regionName, String instanceId) {
        try {
            return account.endpoint("objectstorage", regionName) + request(region, instanceId);
        } catch (BmcException e) {
            if (e.getStatusCode() != OciFailures.NOT_FOUND) {
                throw e;
            }
            createBucket(region);
            return account.endpoint("objectstorage", regionName) + request(region, instanceId);
        }
    }

    private String request(OciRegion region, String instanceId) {
        var request = CreatePreauthenticatedRequestRequest.builder()
                .namespaceName(namespace(region))
                .bucketName(account.statusBucket())
                .createPreauthenticatedRequestDetails(CreatePreauthenticatedRequestDetails.builder()
                        .name("state of " + instanceId)
                        .objectName(instanceId)
                        .accessType(AccessType.ObjectWrite)
                        .timeExpires(Date.from(clock.instant().plus(VALID)))
                        .build())
                .build();
        return region.clients
                .objects
                .createPreauthenticatedRequest(request)
                .getPreauthenticatedRequest()
                .getAccessUri();
    }

    private void createBucket(OciRegion region) {
        var request = CreateBucketRequest.builder()
                .namespaceName(namespace(region))
                .createBucketDetails(CreateBucketDetails.builder()
                        .name(account.statusBucket())
                        .compartmentId(account.compartment())
                        .freeformTags(Map.of(Cloud.OWNER_LABEL, Cloud.OWNER))
                        .build())
                .build();
        try {
            region.clients.objects.createBucket(request);
        } catch (BmcException e) {
            if (e.getStatusCode() != OciFailures.CONFLICT) {
                throw e;
            }
        }
    }

    /** What the instance wrote last; empty if it has written nothing. */
    Optional<String> read(OciRegion region, String instanceId) {
        var request = GetObjectRequest.builder()
                .namespaceName(namespace(region))
                .bucketName(account.statusBucket())
                .objectName(instanceId)
                .build();
        try (InputStream content = region.clients.objects.getObject(request).getInputStream()) {
            return Optional.of(new String(content.readNBytes(LARGEST_BYTES), StandardCharsets.UTF_8));
        } catch (BmcException e) {
            if (e.getStatusCode() == OciFailures.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("reading the state of " + instanceId, e);
        }
    }

    /** Takes back what an instance was given, before it goes. */
    void forget(OciRegion region, String instanceId) {
        try {
            var list = ListPreauthenticatedRequestsRequest.builder()
                    .namespaceName(namespace(region))
                    .bucketName(account.statusBucket())
                    .objectNamePrefix(instanceId)
                    .build();
            for (PreauthenticatedRequestSummary request :
                    region.clients.objects.listPreauthenticatedRequests(list).getItems()) {
                region.clients.objects.deletePreauthenticatedRequest(DeletePreauthenticatedRequestRequest.builder()
                        .namespaceName(namespace(region))
                        .bucketName(account.statusBucket())
                        .parId(request.getId())
                        .build());
            }
            region.clients.objects.deleteObject(DeleteObjectRequest.builder()
                    .namespaceName(namespace(region))
                    .bucketName(account.statusBucket())
                    .objectName(instanceId)
                    .build());
        } catch (BmcException e) {
            if (e.getStatusCode() != OciFailures.NOT_FOUND) {
                throw e;
            }
        }
    }
}
