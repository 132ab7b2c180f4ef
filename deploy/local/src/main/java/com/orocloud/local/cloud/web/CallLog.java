package com.orocloud.local.cloud.web;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Remembers the latest calls, so that a test can count them. */
public final class CallLog {

    private static final int REMEMBERED = 60_000;

    /** The names of things, after the collections they are in. */
    private static final Pattern NAME =
            Pattern.compile("/(projects|zones|regions|instances|addresses|operations|secrets|oci|publicIps|vnics"
                    + "|privateIps|workRequests|n|b|o|p)/[^/:?]+");

    private record Entry(Instant at, String method, String path, int status) {

        String kind() {
            return method + " " + NAME.matcher(path).replaceAll("/$1/*");
        }
    }

    private final Deque<Entry> entries = new ArrayDeque<>();

    public Handler around(Handler next) {
        return call -> {
            Instant at = Instant.now();
            try {
                Reply reply = next.answer(call);
                remember(new Entry(at, call.method(), call.path(), reply.status()));
                return reply;
            } catch (Refusal refusal) {
                remember(new Entry(at, call.method(), call.path(), refusal.status()));
                throw refusal;
            }
        };
    }

    private synchronized void remember(Entry entry) {
        entries.addLast(entry);
        if (entries.size() > REMEMBERED) {
            entries.removeFirst();
        }
    }

    /** How often each kind of call was made since then; a dropped connection has status 0. */
    public synchronized JsonObject since(Instant since) {
        Map<String, Integer> kinds = new TreeMap<>();
        Map<String, Integer> statuses = new TreeMap<>();
        int count = 0;
        for (Entry entry : entries) {
            if (!entry.at().isBefore(since)) {
                count++;
                kinds.merge(entry.kind(), 1, Integer::sum);
                statuses.merge(String.valueOf(entry.status()), 1, Integer::sum);
            }
        }
        JsonObject byKind = new JsonObject();
        kinds.forEach(byKind::addProperty);
        JsonObject byStatus = new JsonObject();
        statuses.forEach(byStatus::addProperty);
        return Json.object("since", since, "count", count, "calls", byKind, "statuses", byStatus);
    }
}
