package com.orocloud.dr;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The knobs of disaster recovery.
 *
 * @param publicUrl where approvers reach this service, without a slash at the end
 * @param signingKey file with the private key that signs approvals; see {@link SigningKey}
 * @param dnsServer authoritative server, as host:port, at which names are looked up after they moved
 * @param healthPath page of the shop that says whether all of it works
 * @param approvalLifetime how long a link can be answered
 * @param criterionHorizon a region expected back within this time is no disaster (S-33)
 * @param unknownEstimateAfter without an estimate, an outage confirmed this long ago is one
 * @param checksPatience how long checks of the recovered site may fail before the step has failed
 */
@ConfigurationProperties(prefix = "dr", ignoreUnknownFields = false)
record DrSettings(
        URI publicUrl,
        Path signingKey,
        String dnsServer,

        @DefaultValue("/admin/healthcheck/http_status_checks")
        String healthPath,

        @DefaultValue("4h") Duration approvalLifetime,
        @DefaultValue("1h") Duration criterionHorizon,
        @DefaultValue("15m") Duration unknownEstimateAfter,
        @DefaultValue("10m") Duration checksPatience) {

    DrSettings {
        if (!approvalLifetime.isPositive()) {
            throw new IllegalArgumentException("dr.approval-lifetime must be positive, was " + approvalLifetime);
        }
        if (publicUrl.toString().endsWith("/")) {
            throw new IllegalArgumentException("dr.public-url must not end with a slash, was " + publicUrl);
        }
    }

    InetSocketAddress dnsServerAddress() {
        var colon = dnsServer.lastIndexOf(':');
        return new InetSocketAddress(dnsServer.substring(0, colon), Integer.parseInt(dnsServer.substring(colon + 1)));
    }
}
