package com.orocloud.e2e;

import com.orocloud.e2e.CloudConsole.Resource;
import java.time.Instant;
import java.util.List;

/** What happened to one environment; becomes its part of the report. */
final class Story {

    /**
     * One disaster, counted from outside.
     *
     * @param reportedOutageMillis as the product says
     * @param measuredOutageMillis between the last acknowledged order before and the first after
     */
    record Disaster(
            String kind,
            int ordersAcknowledged,
            int ordersKept,
            int ordersLost,
            long reportedOutageMillis,
            long measuredOutageMillis) {}

    final Customer customer;
    Instant requestedAt = Instant.EPOCH;
    Instant activatedAt = Instant.EPOCH;
    Instant approvalRequestedAt = Instant.EPOCH;
    Instant approvedAt = Instant.EPOCH;
    Instant recoveredAt = Instant.EPOCH;
    List<String> dnsBefore = List.of();
    List<String> dnsAfter = List.of();
    List<Resource> drResourcesBeforeApproval = List.of();
    Disaster failover = new Disaster("none", 0, 0, 0, 0, 0);
    Disaster region = new Disaster("none", 0, 0, 0, 0, 0);
    long reportedRecoverySeconds;
    double measuredRecoverySeconds;
    long reportedDataLossSeconds;
    double measuredDataLossSeconds;

    Story(Customer customer) {
        this.customer = customer;
    }
}
