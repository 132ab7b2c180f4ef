package com.orocloud.failover.names.gcp;

import com.google.api.client.googleapis.json.GoogleJsonError.ErrorInfo;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.dns.Dns;
import com.google.api.services.dns.model.Change;
import com.google.api.services.dns.model.ResourceRecordSet;
import com.orocloud.failover.names.Declined;
import com.orocloud.failover.names.Found;
import com.orocloud.failover.names.Move;
import com.orocloud.failover.names.RecordSet;
import com.orocloud.failover.names.Zone;
import com.orocloud.failover.settings.FailoverSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A zone in Google Cloud DNS. A change deletes what was found and adds what is wanted, which Cloud DNS does whole or not
 * at all, and only if every deleted record set stands there exactly so, and none of the others at all. The epochs are
 * part of it, in {@code _epoch.<name>} TXT.
 */
final class GcpZone implements Zone {

    private static final int CONNECT_MS = 2_000;
    private static final int ANSWER_MS = 5_000;
    /** Google says these with 403, which otherwise means for ever. */
    private static final Set<String> TOO_MUCH = Set.of("rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded");

    private final FailoverSettings.Dns.Zone zone;
    private final FailoverSettings.Dns.CloudDns settings;
    private final Dns api;

    GcpZone(FailoverSettings.Dns.Zone zone, FailoverSettings.Dns.CloudDns settings) {
        this.zone = zone;
        this.settings = settings;
        this.api = new Dns.Builder(new NetHttpTransport(), GsonFactory.getDefaultInstance(), this::prepare)
                .setRootUrl(settings.endpoint())
                .setApplicationName("orocloud-failover")
                .build();
    }

    private void prepare(HttpRequest request) throws IOException {
        request.setConnectTimeout(CONNECT_MS);
        request.setReadTimeout(ANSWER_MS);
        request.getHeaders()
                .setAuthorization(
                        "Bearer " + Files.readString(settings.tokenFile()).strip());
    }

    @Override
    public String apex() {
        return zone.name();
    }

    @Override
    public List<String> authoritativeServers() {
        return zone.authoritativeServers();
    }

    @Override
    public Found find(String name, String type) throws IOException {
        try {
            return Found.markedByText(read(name, type), read("_epoch." + name, "TXT"));
        } catch (GoogleJsonResponseException e) {
            throw refusal(e);
        }
    }

    private RecordSet read(String name, String type) throws IOException {
        List<ResourceRecordSet> sets = api.resourceRecordSets()
                .list(settings.project(), settings.managedZone())
                .setName(name)
                .setType(type)
                .execute()
                .getRrsets();
        if (sets == null || sets.isEmpty()) {
            return new RecordSet(name, type, 0, Map.of());
        }
        ResourceRecordSet found = sets.getFirst();
        if (found.getRrdatas() == null || found.getRrdatas().isEmpty()) {
            throw new Declined(name + " is answered by a routing policy in Cloud DNS, which is left alone");
        }
        Map<String, String> records = new HashMap<>();
        for (String text : found.getRrdatas()) {
            records.put(RecordSet.canonical(type, text), text);
        }
        return new RecordSet(name, type, found.getTtl(), records);
    }

    @Override
    public boolean write(List<Move> moves) throws IOException {
        List<ResourceRecordSet> deletions = new ArrayList<>();
        List<ResourceRecordSet> additions = new ArrayList<>();
        for (Move move : moves) {
            RecordSet marks = move.found().marks();
            deletions.add(found(move.found().values()));
            deletions.add(found(marks));
            additions.add(set(move.name(), move.type(), move.ttlSeconds(), move.newValues()));
            additions.add(set(marks.name(), marks.type(), Move.MARK_TTL_SECONDS, List.of("\"" + move.mark() + "\"")));
        }
        deletions.removeIf(set -> set.getRrdatas().isEmpty());
        additions.removeIf(set -> set.getRrdatas().isEmpty());
        Change change = new Change().setDeletions(deletions).setAdditions(additions);
        try {
            api.changes()
                    .create(settings.project(), settings.managedZone(), change)
                    .execute();
            return true;
        } catch (GoogleJsonResponseException e) {
            if (conditionFailed(e)) {
                return false;
            }
            throw refusal(e);
        }
    }

    /** To the letter, since a deletion has to name what stands there exactly. */
    private static ResourceRecordSet found(RecordSet set) {
        return set(
                set.name(),
                set.type(),
                Math.toIntExact(set.ttlSeconds()),
                set.records().values());
    }

    private static ResourceRecordSet set(String name, String type, int ttlSeconds, Collection<String> values) {
        return new ResourceRecordSet()
                .setName(name)
                .setType(type)
                .setTtl(ttlSeconds)
                .setRrdatas(List.copyOf(values));
    }

    /** Something to delete is not there, is not there like that, or something to add is there already. */
    private static boolean conditionFailed(GoogleJsonResponseException answer) {
        return switch (answer.getStatusCode()) {
            case 409, 412 -> true;
            case 404 -> message(answer).contains("entity.change.");
            default -> false;
        };
    }

    private static IOException refusal(GoogleJsonResponseException answer) {
        String message = "Cloud DNS answered " + answer.getStatusCode() + ": " + message(answer);
        boolean forEver = switch (answer.getStatusCode()) {
            case 400, 404 -> true;
            case 403 -> reasons(answer).stream().noneMatch(TOO_MUCH::contains);
            default -> false;
        };
        return forEver ? new Declined(message) : new IOException(message, answer);
    }

    private static String message(GoogleJsonResponseException answer) {
        return answer.getDetails() == null
                ? answer.getStatusMessage()
                : Objects.requireNonNullElse(answer.getDetails().getMessage(), "");
    }

    private static List<String> reasons(GoogleJsonResponseException answer) {
        List<ErrorInfo> errors =
                answer.getDetails() == null ? null : answer.getDetails().getErrors();
        return errors == null
                ? List.of()
                : errors.stream()
                        .map(ErrorInfo::getReason)
                        .filter(Objects::nonNull)
                        .toList();
    }
}
