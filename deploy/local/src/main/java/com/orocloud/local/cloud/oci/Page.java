package com.orocloud.local.cloud.oci;

import com.google.gson.JsonObject;
import com.orocloud.local.cloud.web.Call;
import com.orocloud.local.cloud.web.Json;
import com.orocloud.local.cloud.web.Reply;
import java.util.Comparator;
import java.util.List;

/** One page of a list, and where the next one begins. */
final class Page {

    private static final int USUAL = 50;
    private static final int LARGEST = 1_000;

    private Page() {}

    /** In the order of their ids, so that what comes and goes meanwhile moves nothing. */
    static Reply of(Call call, List<JsonObject> all) {
        int size = Math.clamp(call.query("limit").map(Integer::parseInt).orElse(USUAL), 1, LARGEST);
        String after = call.query("page").orElse("");
        List<JsonObject> rest = all.stream()
                .sorted(Comparator.comparing((JsonObject item) -> Json.required(item, "id")))
                .filter(item -> Json.required(item, "id").compareTo(after) > 0)
                .toList();
        List<JsonObject> page = rest.stream().limit(size).toList();
        Reply reply = Reply.ok(Json.array(page));
        return rest.size() > page.size() ? reply.with("opc-next-page", Json.required(page.getLast(), "id")) : reply;
    }
}
