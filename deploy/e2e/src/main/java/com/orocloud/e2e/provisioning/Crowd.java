package com.orocloud.e2e.provisioning;

import com.orocloud.e2e.Facts;
import com.orocloud.e2e.Portal;
import com.orocloud.local.Progress;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;

/** Many environments, asked for at once, half of them on each provider. */
final class Crowd {

    private static final int WHOLE = 100;

    private final Portal portal;
    private final Facts facts;
    private final CloudMeter cloud;

    Crowd(Portal portal, Facts facts, CloudMeter cloud) {
        this.portal = portal;
        this.facts = facts;
        this.cloud = cloud;
    }

    /**
     * @param took from the first request to the last end state
     * @param struck how often each kind of fault struck
     */
    record Outcome(List<Built> environments, Duration took, int calls, Map<FaultKind, Integer> struck) {}

    Outcome build(int environments, int percent, Duration longest, Progress progress) throws IOException {
        spoil(environments, percent);
        Instant began = Instant.now();
        var asked = new ArrayList<Instant>();
        for (int i = 0; i < environments; i++) {
            asked.add(Instant.now());
            portal.request(ProvisioningBenchmark.customer(id(i), provider(i), i / 2));
        }
        progress.say(environments + " environments are requested");
        var built = new ArrayList<Built>();
        Instant last = began;
        for (int i = 0; i < environments; i++) {
            GenericRecord end = end(id(i), longest);
            Instant at = Facts.occurredAt(end);
            last = at.isAfter(last) ? at : last;
            built.add(built(i, end, Duration.between(asked.get(i), at)));
            if ((i + 1) % 10 == 0) {
                progress.say((i + 1) + " have come to an end");
            }
        }
        return new Outcome(built, Duration.between(began, last), cloud.calls(began), cloud.struck());
    }

    /** Each kind strikes as many creations as its share of the environments: half of them on each provider. */
    private void spoil(int environments, int percent) throws IOException {
        int share = Math.max(1, environments * percent / WHOLE);
        for (FaultKind kind : FaultKind.values()) {
            if (percent == 0) {
                continue;
            }
            if (kind.isOfOperations()) {
                cloud.order(kind, Provider.GCP, percent, share);
            } else {
                cloud.order(kind, Provider.GCP, percent, share - share / 2);
                cloud.order(kind, Provider.OCI, percent, share / 2);
            }
        }
    }

    private static Provider provider(int index) {
        return index % 2 == 0 ? Provider.GCP : Provider.OCI;
    }

    private static String id(int index) {
        return "crowd-%s-%03d".formatted(provider(index).name().toLowerCase(Locale.ROOT), index);
    }

    private GenericRecord end(String id, Duration longest) {
        return facts.awaitAny(List.of("EnvironmentProvisioned", "EnvironmentProvisioningFailed"), id, longest);
    }

    private static Built built(int index, GenericRecord end, Duration took) {
        boolean complete = end.getSchema().getName().equals("EnvironmentProvisioned");
        String outcome = complete ? Built.PROVISIONED : Facts.text((GenericRecord) end.get("failure"), "code");
        List<String> nodes = complete
                ? ((List<?>) end.get("nodes"))
                        .stream()
                                .map(GenericRecord.class::cast)
                                .map(node -> Facts.text(node, "nodeId"))
                                .toList()
                : List.of();
        return new Built(id(index), provider(index), outcome, took, nodes);
    }
}
