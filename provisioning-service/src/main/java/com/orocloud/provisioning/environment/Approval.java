package com.orocloud.provisioning.environment;

import com.orocloud.events.DrApproved;
import com.orocloud.provisioning.cloud.Place;
import java.util.UUID;

/**
 * A recovery that was approved, and whose proof was checked here.
 *
 * @param epoch of the site that may be built
 * @param jti the one-time approval it rests on
 */
record Approval(UUID drCaseId, UUID approvalId, long epoch, Place target, String planHash, String jti) {

    static Approval of(DrApproved approved) {
        return new Approval(
                approved.getDrCaseId(),
                approved.getApprovalId(),
                approved.getSiteEpoch(),
                Place.of(approved.getTargetRegion()),
                approved.getPlanHash(),
                approved.getJti());
    }
}
