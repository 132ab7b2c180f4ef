package com.orocloud.dr;

import static org.assertj.core.api.Assertions.assertThat;

import com.orocloud.events.ApprovalMailRequested;
import com.orocloud.events.DnsUpdateRequested;
import com.orocloud.events.DrApproved;
import com.orocloud.events.DrCaseOpened;
import com.orocloud.events.DrHealthCheckPassed;
import com.orocloud.events.DrInfrastructureRequested;
import com.orocloud.events.DrRecovered;
import com.orocloud.events.RestoreRequested;
import com.orocloud.events.SiteFenceRequested;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Knows the promises and hears every word of dr-service; the first broken promise fails. */
final class Oracle {

    final List<SpecificRecord> said = new ArrayList<>();
    private final Set<String> opened = new HashSet<>();
    private final Map<UUID, String> asked = new HashMap<>();
    private final Map<UUID, DrApproved> approved = new HashMap<>();
    private final Map<String, Long> epochs = new HashMap<>();
    private final Set<UUID> checked = new HashSet<>();
    private final Set<UUID> recovered = new HashSet<>();
    private boolean calm;

    void hear(SpecificRecord word) {
        said.add(word);
        switch (word) {
            case DrCaseOpened e ->
                assertThat(opened.add(e.getEnvironmentId() + " " + e.getOutageId()))
                        .as("one case per environment and outage")
                        .isTrue();
            case ApprovalMailRequested e -> {
                assertThat(approved).as("nobody is asked again after the yes").doesNotContainKey(e.getDrCaseId());
                asked.put(e.getApprovalId(), e.getEnvironmentId());
            }
            case DrApproved e -> {
                assertThat(approved.put(e.getDrCaseId(), e))
                        .as("one yes per case")
                        .isNull();
                assertThat(asked)
                        .as("only what was asked is approved")
                        .containsEntry(e.getApprovalId(), e.getEnvironmentId());
                assertThat(e.getSiteEpoch())
                        .as("the epoch rises by one")
                        .isEqualTo(epochs.getOrDefault(e.getEnvironmentId(), 1L) + 1);
                epochs.put(e.getEnvironmentId(), e.getSiteEpoch());
            }
            case DrInfrastructureRequested e -> approvedFor(e.getDrCaseId(), e.getSiteEpoch());
            case SiteFenceRequested e -> approvedFor(e.getDrCaseId(), e.getSiteEpoch() + 1);
            case RestoreRequested e -> {
                approvedFor(e.getDrCaseId(), e.getSiteEpoch());
                assertThat(e.getBackupId())
                        .as("the approved point is restored")
                        .isEqualTo(
                                approvalOf(e.getDrCaseId()).getRecoveryPoint().getBackupId());
            }
            case DrHealthCheckPassed e -> checked.add(e.getDrCaseId());
            case DnsUpdateRequested e -> {
                approvedFor(e.getDrCaseId(), e.getSiteEpoch());
                assertThat(checked).as("names move after a check").contains(e.getDrCaseId());
            }
            case DrRecovered e ->
                assertThat(recovered.add(e.getDrCaseId())).as("recovered once").isTrue();
            default -> {}
        }
    }

    private void approvedFor(@Nullable UUID caseId, long epoch) {
        assertThat(approved).as("nothing is asked of others before the yes").containsKey(caseId);
        assertThat(epoch).isEqualTo(approvalOf(caseId).getSiteEpoch());
    }

    private DrApproved approvalOf(@Nullable UUID caseId) {
        return Objects.requireNonNull(approved.get(caseId));
    }

    int approvals() {
        return approved.size();
    }

    int recoveries() {
        return recovered.size();
    }

    /** From here on nothing goes wrong any more. */
    void calmDown() {
        calm = true;
    }

    boolean isCalm() {
        return calm;
    }
}
