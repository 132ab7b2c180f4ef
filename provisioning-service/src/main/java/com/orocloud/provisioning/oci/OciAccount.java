package com.orocloud.provisioning.oci;

import java.nio.file.Path;

/**
 * The compartment that everything is built in, who we are there, and how machines are made.
 *
 * @param endpoint of the APIs, with {@code {service}} (iaas, identity, objectstorage) and {@code {region}}
 * @param privateKey of the API key, an unencrypted PKCS #8 file in PEM
 * @param ocpus of every node
 * @param memoryGigabytes of every node
 * @param image name of the image that nodes boot from; an exact one, because images of a family change
 * @param subnet name of the regional subnet that nodes are in; made by whoever owns the network, in every region
 * @param statusBucket name of the bucket in which nodes say how they are; made when it is first needed
 */
public record OciAccount(
        String endpoint,
        String tenancy,
        String user,
        String fingerprint,
        Path privateKey,
        String compartment,
        String shape,
        float ocpus,
        float memoryGigabytes,
        String image,
        String subnet,
        String statusBucket) {

    String endpoint(String service, String region) {
        return endpoint.replace("{service}", service).replace("{region}", region);
    }
}
